// A little over 120 lines: the small writes to one record, one function each.

import { People, type PersonEvent, type Proof, type Role, type Status } from './model.ts'
import { remembering } from './past-links.ts'
import { keepingPasswords } from './past-passwords.ts'
import { endingAddressLinks } from './pending-email.ts'

/** Writes a new password for someone who is signed in: the hash, the end of all sessions, the death of every link and the event
 *  are one step. False when the password was changed meanwhile, or the person is no longer active. */
export async function changeHash(change: {
  userId: string
  sessionVersion: number
  passwordHash: string
  /** Hashes of former passwords to keep, as they were when `sessionVersion` was read or later. */
  pastPasswords: string[]
  event: PersonEvent
}): Promise<boolean> {
  const past = await remembering(change.userId, { ended: 'ended', at: change.event.entry.at })
  const former = keepingPasswords(change.pastPasswords)
  const done = await People.updateOne(
    { _id: change.userId, sessionVersion: change.sessionVersion, status: 'active' },
    {
      $set: { passwordHash: change.passwordHash, ...former.set },
      $inc: { sessionVersion: 1 },
      $unset: { proof: 1, ...former.unset },
      $push: { events: endingAddressLinks(change.event), ...past },
    },
  )
  return done.modifiedCount === 1
}

/** Shuts a person out: all sessions, links and codes end in the same write. False when that was so already, or the person's password or
 *  standing changed since `sessionVersion` was read. */
export async function disable(change: {
  userId: string
  sessionVersion: number
  event: PersonEvent
}): Promise<boolean> {
  const { userId, sessionVersion, event } = change
  const past = await remembering(userId, { ended: 'ended', at: event.entry.at })
  const done = await People.updateOne(
    { _id: userId, sessionVersion, status: { $ne: 'disabled' } },
    {
      $set: { status: 'disabled' },
      $inc: { sessionVersion: 1 },
      $unset: { proof: 1, addressUndos: 1, 'forcedReset.code': 1 },
      $push: { events: endingAddressLinks(event), ...past },
    },
  )
  return done.modifiedCount === 1
}

/** Lets a person in again: as active, as one who must choose a new password where that was so, or as invited where no password was ever
 *  chosen. False when the person was not shut out. */
export async function enable(change: { userId: string; event: PersonEvent }): Promise<boolean> {
  const as = async (status: Status, has: { password: boolean; forcedReset: boolean }) => {
    const done = await People.updateOne(
      {
        _id: change.userId,
        status: 'disabled',
        passwordHash: { $exists: has.password },
        'forcedReset.since': { $exists: has.forcedReset },
      },
      { $set: { status }, $inc: { sessionVersion: 1 }, $push: { events: change.event } },
    )
    return done.modifiedCount === 1
  }
  return (
    (await as('active', { password: true, forcedReset: false })) ||
    (await as('reset-required', { password: true, forcedReset: true })) ||
    (await as('invited', { password: false, forcedReset: false }))
  )
}

/** Puts a new invitation, and the letter that carries it, in place of the old one. False when the person is not waiting for one, or
 *  has another address or other roles by now. */
export async function renewInvitation(change: {
  userId: string
  email: string
  sessionVersion: number
  proof: Proof
  event: PersonEvent
}): Promise<boolean> {
  const past = await remembering(change.userId, { ended: 'replaced', at: change.proof.issuedAt })
  const done = await People.updateOne(
    { _id: change.userId, status: 'invited', email: change.email, sessionVersion: change.sessionVersion },
    { $set: { proof: change.proof }, $push: { events: change.event, ...past } },
  )
  return done.modifiedCount === 1
}

/** Writes the roles of a person; all sessions end in the same write, so that none goes on with rights it was not born with, and so do
 *  links and codes with which a password could be chosen; `proof` takes their place for whoever has no other way in. False
 *  when the person's password, address, roles or standing changed since `sessionVersion` was read. Source: OWASP Session Management Cheat Sheet,
 *  "Renew the Session ID After Any Privilege Level Change". */
export async function changeRoles(change: {
  userId: string
  sessionVersion: number
  email: string
  roles: Role[]
  proof: Proof | undefined
  events: PersonEvent[]
}): Promise<boolean> {
  const { userId, sessionVersion, email, roles, proof, events } = change
  const at = proof?.issuedAt ?? events[0]?.entry.at ?? new Date(0)
  const past = await remembering(userId, { ended: proof ? 'replaced' : 'ended', at })
  const done = await People.updateOne(
    { _id: userId, sessionVersion, email },
    {
      $set: { roles, ...(proof && { proof }) },
      $inc: { sessionVersion: 1 },
      $unset: { ...(!proof && { proof: 1 }), addressUndos: 1, 'forcedReset.code': 1 },
      $push: { events: { $each: events.map(endingAddressLinks) }, ...past },
    },
  )
  return done.modifiedCount === 1
}

/** Puts a new proof, and what tells of it, in place of the old one. False when the person's address, password, roles or standing
 *  changed since `email` and `sessionVersion` were read. */
export async function replaceProof(change: {
  userId: string
  email: string
  sessionVersion: number
  proof: Proof
  event: PersonEvent
}): Promise<boolean> {
  const { userId, email, sessionVersion, proof, event } = change
  const past = await remembering(userId, { ended: 'replaced', at: proof.issuedAt })
  const update = { $set: { proof }, $push: { events: event, ...past } }
  const done = await People.updateOne({ _id: userId, email, sessionVersion }, update)
  return done.modifiedCount === 1
}

/** When the link a person holds now was made and ends, what it is for and whether its mail can be reported; undefined where they hold none. */
export async function liveLinkOf(
  userId: string,
): Promise<Pick<Proof, 'purpose' | 'issuedAt' | 'expiresAt' | 'notMeDigest'> | undefined> {
  const fields = { 'proof.purpose': 1, 'proof.issuedAt': 1, 'proof.expiresAt': 1, 'proof.notMeDigest': 1 }
  return (await People.findById(userId, fields).lean())?.proof
}

/** Ends every session of a person: none goes on with the number that was raised. False where there is no such person. */
export async function raiseSessionVersion(userId: string, event: PersonEvent): Promise<boolean> {
  const change = { $inc: { sessionVersion: 1 }, $push: { events: endingAddressLinks(event) } }
  return (await People.updateOne({ _id: userId }, change)).modifiedCount === 1
}

/** Writes down that something happened to a person which changes nothing about them. False where there is no such person. */
export async function noteEvent(userId: string, event: PersonEvent): Promise<boolean> {
  return (await People.updateOne({ _id: userId }, { $push: { events: event } })).modifiedCount === 1
}

/** Puts another hash of the same password in place of the one it was: nothing else changes, and nothing where the password did. */
export async function replaceHash({
  userId,
  was,
  becomes,
}: {
  userId: string
  was: string
  becomes: string
}): Promise<void> {
  await People.updateOne({ _id: userId, passwordHash: was }, { $set: { passwordHash: becomes } })
}

/** Notes when a person last signed in. */
export async function noteSignIn(userId: string, at: Date): Promise<void> {
  await People.updateOne({ _id: userId }, { $set: { lastSignInAt: at } })
}
