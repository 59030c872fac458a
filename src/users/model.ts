import mongoose from 'mongoose'
import type { AuditEntry } from '../audit/log.ts'
import type { LetterRow } from '../mail/queue.ts'

export type Status = 'invited' | 'active' | 'disabled'
export type Role = 'administrator'
export type ProofPurpose = 'reset' | 'invitation'

/** The one live proof that its holder may choose this person's password; only the token's digest is kept. */
export interface Proof {
  digest: string
  purpose: ProofPurpose
  issuedAt: Date
  expiresAt: Date
  returnTo?: string | undefined
}

/** Something that happened to a person and is still to be told: an audit entry, and a letter where one is due. */
export interface PersonEvent {
  id: string
  entry: Omit<AuditEntry, 'id'>
  /** Whether links mailed before this event are dead, so that letters with them need not leave any more. */
  endsLinks?: boolean
  letter?: LetterRow | undefined
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
  sessionVersion: number
  proof?: Proof | undefined
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
    sessionVersion: { type: Number, required: true },
    proof: Schema.Types.Mixed,
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
schema.index({ firstAdministrator: 1 }, { unique: true, partialFilterExpression: { firstAdministrator: true } })
schema.index({ 'events.id': 1 }, { partialFilterExpression: { 'events.id': { $exists: true } } })
schema.index({ 'parkedEvents.retryAt': 1 }, { partialFilterExpression: { 'parkedEvents.retryAt': { $exists: true } } })
schema.index({ roles: 1, status: 1 })
schema.index({ searchKeys: 1 })
schema.index({ status: 1, searchKeys: 1 }, { partialFilterExpression: { status: { $gt: 'active' } } })
schema.index({ status: 1, usernameKey: 1 })
schema.index({ createdAt: -1 })
schema.index({ status: 1, createdAt: -1 })

/** The model behind the stores of this folder and `password-reset/reset-tokens`; nobody else speaks to it. */
export const People = mongoose.model<Person>('Person', schema)
