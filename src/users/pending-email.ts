import { type AddressUndo, type PendingEmail, People, type Person, type PersonEvent } from './model.ts'
import { searchKeysOf } from './names.ts'
import { remembering } from './past-links.ts'
import { takenField, type User } from './users.ts'

/** Somebody whose new address waits to be confirmed; `email` is still the old one. */
export interface Holder {
  id: string
  username: string
  email: string
  givenName: string
  familyName: string
  language: string
  sessionVersion: number
  newEmail: string
  newEmailKey: string
}

/** What a write that takes back the address a person wanted adds to its event, so that letters with a dead link need not leave. Every
 *  write that raises `sessionVersion` is one. */
export function endingAddressLinks(event: PersonEvent): PersonEvent {
  return { ...event, endsAddressLinks: true }
}

/** Notes the address a person wants, in place of any they wanted before, and the event that tells of it, in one write. False when
 *  their address, password or standing changed since `was` was read. */
export async function storePendingEmail(wish: {
  was: User
  pending: PendingEmail
  event: PersonEvent
}): Promise<boolean> {
  const { was, pending, event } = wish
  const { id: _id, email, sessionVersion } = was
  const done = await People.updateOne(
    { _id, email, sessionVersion, status: 'active' },
    { $set: { pendingEmail: pending }, $push: { events: endingAddressLinks(event) } },
  )
  return done.matchedCount === 1
}

/** The address a person still may confirm, and until when; undefined where there is none. */
export async function pendingEmailOf(
  user: User,
  now: Date,
): Promise<Pick<PendingEmail, 'email' | 'expiresAt'> | undefined> {
  const person = await People.findById(user.id, { pendingEmail: 1 }).lean<Person>()
  const pending = person?.pendingEmail
  const isLive = pending && pending.sessionVersion === user.sessionVersion && pending.expiresAt > now
  return isLive ? { email: pending.email, expiresAt: pending.expiresAt } : undefined
}

/** Whose new address a token confirms; undefined for unknown, used, replaced, expired and cancelled ones alike. A look changes
 *  nothing: mail scanners open links. Source: RFC 9110 §9.2.1. */
export async function findPendingHolder(claim: { digest: string; now: Date }): Promise<Holder | undefined> {
  const person = await People.findOne(live(claim)).lean<Person>()
  const pending = person?.pendingEmail
  if (!person || pending?.sessionVersion !== person.sessionVersion) return undefined
  const { _id, username, email, givenName, familyName, language, sessionVersion } = person
  const names = { username, email, givenName, familyName, language, sessionVersion }
  return { id: _id.toString(), ...names, newEmail: pending.email, newEmailKey: pending.emailKey }
}

/** Makes the address a person confirmed theirs: the address, the ways back to former ones, the end of the wish and of every link mailed to
 *  the old one, and the event are one write, which one caller wins. 'overtaken' where the person is another than `holder` by now, 'taken'
 *  where the address belongs to somebody else by now; the unique index decides, also in a race. */
export async function confirmPendingEmail(
  claim: { digest: string; now: Date },
  change: { holder: Holder; undos: AddressUndo[]; event: PersonEvent },
): Promise<'confirmed' | 'overtaken' | 'taken'> {
  const { id: _id, username, email, givenName, familyName, sessionVersion, newEmail, newEmailKey } = change.holder
  const searchKeys = searchKeysOf({ username, email: newEmail, givenName, familyName })
  const past = await remembering(_id, { ended: 'ended', at: claim.now })
  try {
    const done = await People.updateOne(
      { _id, username, email, givenName, familyName, sessionVersion, ...live(claim) },
      {
        $set: { email: newEmail, emailKey: newEmailKey, searchKeys, addressUndos: change.undos },
        $unset: { pendingEmail: 1, proof: 1 },
        $push: { events: endingAddressLinks(change.event), ...past },
      },
    )
    return done.modifiedCount === 1 ? 'confirmed' : 'overtaken'
  } catch (error) {
    if (takenField(error) !== 'email') throw error
    return 'taken'
  }
}

/** Takes back the address a person wanted, where they want one: any, or the one with this digest. False where there is none. */
export async function dropPendingEmail(drop: {
  userId: string
  digest?: string
  event: PersonEvent
}): Promise<boolean> {
  const { userId, digest, event } = drop
  const done = await People.updateOne(
    { _id: userId, 'pendingEmail.digest': digest ?? { $exists: true } },
    { $unset: { pendingEmail: 1 }, $push: { events: endingAddressLinks(event) } },
  )
  return done.modifiedCount === 1
}

function live({ digest, now }: { digest: string; now: Date }) {
  return { 'pendingEmail.digest': digest, 'pendingEmail.expiresAt': { $gt: now }, status: 'active' as const }
}
