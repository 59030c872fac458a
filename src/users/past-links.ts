import { type LinkEnd, type PastLink, People, type Person, type Proof } from './model.ts'

const linksKept = 5

/** What a write that ends a person's live link adds to its `$push`, so that holders of the link can be told how it ended; nothing
 *  where no link is live. Where two writes meet, a link may go down twice or not at all: the list decides nothing. */
export async function remembering(
  userId: string,
  ending: { ended: LinkEnd; at: Date },
): Promise<ReturnType<typeof keeping> | object> {
  const person = await People.findById(userId, { proof: 1 }).lean<Pick<Person, 'proof'>>()
  if (!person?.proof) return {}
  const { proof } = person
  const ended = hasExpired(proof, ending.at) ? 'expired' : ending.ended
  return keeping({ digests: digestsOf(proof), ended, returnTo: proof.returnTo })
}

/** Puts a dead link first in the list and drops the oldest. */
export function keeping(past: PastLink): { pastLinks: { $each: PastLink[]; $position: number; $slice: number } } {
  return { pastLinks: { $each: [past], $position: 0, $slice: linksKept } }
}

/** The digests of all tokens of a proof. */
export function digestsOf({ digest }: Pick<Proof, 'digest'>): string[] {
  return [digest].flat()
}

/** Whose link this was, how it ended and where its holder was going; undefined for tokens that nobody was ever given, or that were
 *  forgotten since. A link that could still be used elsewhere is 'ended' here. */
export async function findPastLink(
  digest: string,
  now: Date,
): Promise<{ username: string; ended: LinkEnd; returnTo: string | undefined } | undefined> {
  const filter = { $or: [{ 'proof.digest': digest }, { 'pastLinks.digests': digest }] }
  const fields = { username: 1, proof: 1, pastLinks: 1 }
  const person = await People.findOne(filter, fields).lean<Pick<Person, 'username' | 'proof' | 'pastLinks'>>()
  if (!person) return undefined
  const { username, proof, pastLinks = [] } = person
  const past = pastLinks.find(({ digests }) => digests.includes(digest))
  if (past) return { username, ended: past.ended, returnTo: past.returnTo }
  return { username, ended: proof && hasExpired(proof, now) ? 'expired' : 'ended', returnTo: proof?.returnTo }
}

function hasExpired({ expiresAt }: Proof, now: Date): boolean {
  return expiresAt instanceof Date && expiresAt <= now
}
