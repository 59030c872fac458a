import { type MailedCode, People, type Person, type PersonEvent, type Status } from '../users/model.ts'

/** Nobody has this id: looking for it costs what looking for somebody does. */
const nobody = '0'.repeat(24)

/** Which codes count now: those mailed for one of these requests. `openSince` is when self-service reset was last switched on. */
interface Asking {
  requestIds: string[]
  now: Date
  openSince: Date
}

/** The code a person may enter now, and the digest of the link that came with it. Undefined where there is none, after the same look-up
 *  also where there is no such person. */
export async function findCode(
  userId: string | undefined,
  asking: Asking,
): Promise<{ code: MailedCode; linkDigest: string } | undefined> {
  const person = await People.findOne({ _id: userId ?? nobody, ...live(asking) }, { proof: 1 }).lean<Person>()
  const { code, digest } = person?.proof ?? {}
  return code && typeof digest === 'string' ? { code, linkDigest: digest } : undefined
}

/** Spends a code and lets a fresh token do what its mailed link does, in one write: whichever of the two is used first ends both. False
 *  when the code was spent, or its link ended, meanwhile. */
export async function spendCode(
  spend: { userId: string; hash: string; linkDigest: string; tokenDigest: string; event: PersonEvent },
  asking: Asking,
): Promise<boolean> {
  const { userId, hash, linkDigest, tokenDigest, event } = spend
  const done = await People.updateOne(
    { _id: userId, ...live(asking), 'proof.code.hash': hash, 'proof.digest': linkDigest },
    {
      $set: { 'proof.digest': [linkDigest, tokenDigest] },
      $unset: { 'proof.code': 1 },
      $push: { events: event },
    },
  )
  return done.modifiedCount === 1
}

function live({ requestIds, now, openSince }: Asking) {
  return {
    status: { $in: ['active', 'reset-required'] as Status[] },
    'proof.purpose': 'reset' as const,
    'proof.issuedAt': { $gte: openSince },
    'proof.expiresAt': { $gt: now },
    'proof.code.requestId': { $in: requestIds },
    'proof.code.expiresAt': { $gt: now },
  }
}
