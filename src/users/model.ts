// Over 120 lines: one record, and everything that may be written in it.

import mongoose from 'mongoose'
import type { AuditEntry } from '../audit/log.ts'
import type { LetterRow } from '../mail/queue.ts'

/** 'reset-required' is somebody whom an administrator makes choose a new password: shut out until they did. */
export type Status = 'invited' | 'active' | 'disabled' | 'reset-required'
export type Role = 'administrator'
export type ProofPurpose = 'reset' | 'invitation'

/** The one live proof that its holder may choose this person's password; of its tokens only digests are kept. `digest` is the mailed
 *  link's; once the mailed code was entered it is a list, and that token's stands behind it. `notMeDigest` is of the token
 *  that can end this proof and do nothing else. */
export interface Proof {
  digest: string | string[]
  purpose: ProofPurpose
  issuedAt: Date
  expiresAt: Date
  returnTo?: string | undefined
  code?: MailedCode | undefined
  notMeDigest?: string | undefined
}

/** A short code that the browser which sent this request may enter instead of opening the link; kept as a password is. */
export interface MailedCode {
  hash: string
  requestId: string
  expiresAt: Date
}

/** That an administrator requires a new password, since when, and the one-time code that may be entered in place of the old one, where
 *  there is one; kept as a password is. That it is required outlasts the time that an account is disabled, the code does not. */
export interface ForcedReset {
  since: Date
  code?: { hash: string; expiresAt: Date } | undefined
}

/** How a link ended: 'ended' is every way that its holder need not be told apart. */
export type LinkEnd = 'used' | 'replaced' | 'expired' | 'ended'

/** A link that is dead, so that whoever still holds it can be told why. */
export interface PastLink {
  digests: string[]
  ended: LinkEnd
  returnTo?: string | undefined
}

/** The address a person wants and has not confirmed yet; only the digest of the mailed token is kept. It is dead once the person's
 *  `sessionVersion` is another: whatever ends their sessions takes it back. */
export interface PendingEmail {
  digest: string
  email: string
  emailKey: string
  sessionVersion: number
  issuedAt: Date
  expiresAt: Date
}

/** A way back to the address a person had before they changed it, for whoever reads that mailbox; only the digest of the mailed token is
 *  kept. */
export interface AddressUndo {
  digest: string
  email: string
  emailKey: string
  issuedAt: Date
  expiresAt: Date
}

/** Something that happened to a person and is still to be told: an audit entry, and a letter where one is due. */
export interface PersonEvent {
  id: string
  entry: Omit<AuditEntry, 'id'>
  /** Whether links mailed before this event are dead, so that letters with them need not leave any more. */
  endsLinks?: boolean
  /** The same for letters with links that confirm an address. */
  endsAddressLinks?: boolean
  letter?: LetterRow | undefined
  /** A second letter, where two mailboxes have to know. */
  notice?: LetterRow | undefined
  /** Letters to administrators, where they have to know too. */
  alerts?: LetterRow[] | undefined
}

/** An event that could not be told: it waits apart, so that it holds up nothing, and is tried again at `retryAt`. */
export interface ParkedEvent {
  id: string
  event: PersonEvent
  reason: string
  tries: number
  retryAt: Date
}

/** The whole record of a person: what must change together lives in it. */
export interface Person {
  _id: mongoose.Types.ObjectId
  username: string
  usernameKey: string
  email: string
  emailKey: string
  givenName: string
  familyName: string
  /** What a search finds the person by: `searchKeysOf`, kept in step with the four fields it is made of. */
  searchKeys: string[]
  roles: Role[]
  status: Status
  language: string
  passwordHash?: string | undefined
  /** The hashes of former passwords, newest first, where a history is kept. */
  pastPasswords?: string[] | undefined
  forcedReset?: ForcedReset | undefined
  sessionVersion: number
  proof?: Proof | undefined
  /** The latest links that ended, newest first. */
  pastLinks?: PastLink[] | undefined
  /** When administrators were last told that this person had not asked for a reset mail. */
  reportToldAt?: Date | undefined
  pendingEmail?: PendingEmail | undefined
  /** Oldest first. */
  addressUndos?: AddressUndo[] | undefined
  /** The latest reset mails, newest last: what the limit per person is weighed by. */
  resetIssues: { requestId: string; at: Date }[]
  events: PersonEvent[]
  parkedEvents?: ParkedEvent[] | undefined
  /** Set on the administrator of the first run only; its unique index is what closes the wizard. */
  firstAdministrator?: true | undefined
  createdAt: Date
  lastSignInAt?: Date | undefined
}

const { Schema } = mongoose
const text = { type: String, required: true }

const schema = new Schema<Person>(
  {
    username: text,
    usernameKey: text,
    email: text,
    emailKey: text,
    givenName: { type: String, default: '' },
    familyName: { type: String, default: '' },
    searchKeys: [String],
    roles: [String],
    status: text,
    language: text,
    passwordHash: String,
    pastPasswords: { type: [String], default: undefined } as never,
    forcedReset: Schema.Types.Mixed,
    sessionVersion: { type: Number, required: true },
    proof: Schema.Types.Mixed,
    pastLinks: { type: [Schema.Types.Mixed], default: undefined } as never,
    reportToldAt: Date,
    pendingEmail: Schema.Types.Mixed,
    addressUndos: { type: [Schema.Types.Mixed], default: undefined } as never,
    resetIssues: { type: [Schema.Types.Mixed], default: [] } as never,
    events: { type: [Schema.Types.Mixed], default: [] } as never,
    parkedEvents: { type: [Schema.Types.Mixed], default: undefined } as never,
    firstAdministrator: Boolean,
    createdAt: { type: Date, required: true },
    lastSignInAt: Date,
  },
  { collection: 'users', versionKey: false, strict: 'throw', strictQuery: 'throw', minimize: false },
)

schema.index({ usernameKey: 1 }, { unique: true })
schema.index({ emailKey: 1 }, { unique: true })
schema.index({ 'proof.digest': 1 }, { unique: true, partialFilterExpression: { 'proof.digest': { $exists: true } } })
schema.index(
  { 'pendingEmail.digest': 1 },
  { unique: true, partialFilterExpression: { 'pendingEmail.digest': { $exists: true } } },
)
schema.index(
  { 'proof.notMeDigest': 1 },
  { unique: true, partialFilterExpression: { 'proof.notMeDigest': { $exists: true } } },
)
schema.index({ 'pastLinks.digests': 1 }, { partialFilterExpression: { 'pastLinks.digests': { $exists: true } } })
schema.index({ 'addressUndos.digest': 1 }, { partialFilterExpression: { 'addressUndos.digest': { $exists: true } } })
schema.index({ firstAdministrator: 1 }, { unique: true, partialFilterExpression: { firstAdministrator: true } })
schema.index({ 'events.id': 1 }, { partialFilterExpression: { 'events.id': { $exists: true } } })
schema.index({ 'parkedEvents.retryAt': 1 }, { partialFilterExpression: { 'parkedEvents.retryAt': { $exists: true } } })
schema.index({ roles: 1, status: 1 })
schema.index({ searchKeys: 1 })
schema.index({ status: 1, searchKeys: 1 }, { partialFilterExpression: { status: { $gt: 'active' } } })
schema.index({ status: 1, usernameKey: 1 })
schema.index({ passwordHash: 1 }, { partialFilterExpression: { passwordHash: { $gte: 'pepper:' } } })
schema.index({ createdAt: -1 })
schema.index({ status: 1, createdAt: -1 })

/** The model behind the stores of this folder and of `password-reset`; nobody else speaks to it. */
export const People = mongoose.model<Person>('Person', schema)
