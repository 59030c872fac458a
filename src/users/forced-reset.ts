import { type ForcedReset, People, type PersonEvent, type Proof } from './model.ts'
import { remembering } from './past-links.ts'
import { endingAddressLinks } from './pending-email.ts'

/** Shuts a person out until they chose a new password, in one write: the old one counts no longer, sessions and links end, and the proof or
 *  the one-time code that replaces them is put in place. False where the person's address, password or standing changed since
 *  `sessionVersion` was read. */
export async function requireNewPassword(change: {
  userId: string
  email: string
  sessionVersion: number
  forcedReset: ForcedReset
  proof: Proof | undefined
  event: PersonEvent
}): Promise<boolean> {
  const { userId, email, sessionVersion, forcedReset, proof, event } = change
  const past = await remembering(userId, { ended: proof ? 'replaced' : 'ended', at: forcedReset.since })
  const done = await People.updateOne(
    { _id: userId, email, sessionVersion, status: { $in: ['active', 'reset-required'] } },
    {
      $set: { status: 'reset-required', forcedReset, ...(proof && { proof }) },
      ...(!proof && { $unset: { proof: 1 } }),
      $inc: { sessionVersion: 1 },
      $push: { events: endingAddressLinks(event), ...past },
    },
  )
  return done.modifiedCount === 1
}

/** Spends a one-time code and puts a fresh proof in its place, in one write: of any number of callers one wins. False where the code was
 *  spent, or ended, meanwhile. */
export async function spendOneTimeCode(spend: {
  userId: string
  hash: string
  proof: Proof
  event: PersonEvent
}): Promise<boolean> {
  const { userId, hash, proof, event } = spend
  const past = await remembering(userId, { ended: 'replaced', at: proof.issuedAt })
  const done = await People.updateOne(
    {
      _id: userId,
      status: 'reset-required',
      'forcedReset.code.hash': hash,
      'forcedReset.code.expiresAt': { $gt: proof.issuedAt },
    },
    { $set: { proof }, $unset: { 'forcedReset.code': 1 }, $push: { events: event, ...past } },
  )
  return done.modifiedCount === 1
}
