// A little over 120 lines: a proof from its issue to its end.

import { People, type Person, type PersonEvent, type Proof, type ProofPurpose, type Status } from '../users/model.ts'
import { digestsOf, keeping, remembering } from '../users/past-links.ts'
import { keepingPasswords } from '../users/past-passwords.ts'
import { endingAddressLinks } from '../users/pending-email.ts'
import type { User } from '../users/users.ts'

const livePeople: Status[] = ['active', 'invited', 'reset-required']

/** The person behind a live proof, as far as choosing a password needs to know. */
export interface Holder {
  userId: string
  username: string
  email: string
  givenName: string
  familyName: string
  language: string
  /** Whether an administrator requires the new password. */
  isForced: boolean
  /** Whether this is their first password. */
  isInvited: boolean
  returnTo: string | undefined
  /** Of all tokens the proof can be spent with. */
  digests: string[]
}

/** Which proofs count now. `openSince` is when self-service reset was last switched on: older proofs are dead. */
interface Claim {
  digest: string
  purpose: ProofPurpose
  now: Date
  openSince: Date
}

/** At most so many letters to one person since then. */
export interface LetterLimit {
  letters: number
  after: Date
}

/** Gives a person a new proof in place of the old one, together with the letter that carries it, in one write. The same request
 *  twice issues once. 'limit', and the old link lives on, when `letters` left since `after`; 'overtaken' when the person is another than
 *  `was` by now in what decided who may have a link: address, password, roles or standing. */
export async function issueProof(issue: {
  was: Pick<User, 'id' | 'status' | 'email' | 'sessionVersion'>
  requestId: string
  proof: Proof
  event: PersonEvent
  limit: LetterLimit
}): Promise<'issued' | 'limit' | 'overtaken'> {
  const { was, requestId, proof, event, limit } = issue
  const { id: userId, status, email, sessionVersion } = was
  const past = await remembering(userId, { ended: 'replaced', at: proof.issuedAt })
  const done = await People.updateOne(
    { _id: userId, status, email, sessionVersion, 'resetIssues.requestId': { $ne: requestId }, ...within(limit) },
    {
      $set: { proof },
      $push: {
        resetIssues: { $each: [{ requestId, at: proof.issuedAt }], $slice: -limit.letters },
        events: event,
        ...past,
      },
    },
  )
  if (done.modifiedCount === 1) return 'issued'
  const again = await People.exists({ _id: userId, 'resetIssues.requestId': requestId })
  if (again) return 'issued'
  return (await People.exists({ _id: userId, status, email, sessionVersion })) ? 'limit' : 'overtaken'
}

/** Whether a person may get one more letter now, or got this request's already. A look ahead: `issueProof` decides. */
export async function mayIssue(look: { userId: string; requestId: string; limit: LetterLimit }): Promise<boolean> {
  const { $or } = within(look.limit)
  const filter = { _id: look.userId, $or: [...$or, { 'resetIssues.requestId': look.requestId }] }
  return (await People.exists(filter)) !== null
}

function within({ letters, after }: LetterLimit) {
  return { $or: [{ [`resetIssues.${letters - 1}`]: { $exists: false } }, { 'resetIssues.0.at': { $lte: after } }] }
}

/** Who may choose a password with this proof; undefined for unknown, used, replaced, expired and damaged ones alike.
 *  A look changes nothing: mail scanners open links. Source: RFC 9110 §9.2.1. */
export async function findHolder(claim: Claim): Promise<Holder | undefined> {
  const person = await People.findOne(live(claim)).lean<Person>()
  return person ? holder(person) : undefined
}

/** Spends a proof and writes the new password in one step: of any number of callers exactly one gets the person's id and
 *  roles, all others undefined. The same step ends every session, every other token of the proof, and that a new password is required.
 *  Source: OWASP Forgot Password Cheat Sheet, "URL Tokens". */
export async function spendProof(
  claim: Claim,
  change: {
    passwordHash: string
    pastPasswords: string[]
    event: PersonEvent
    holder: Pick<Holder, 'digests' | 'returnTo'>
  },
): Promise<{ userId: string; administrator: boolean } | undefined> {
  const { passwordHash, pastPasswords, event, holder } = change
  const former = keepingPasswords(pastPasswords)
  const past = keeping({ digests: holder.digests, ended: 'used', returnTo: holder.returnTo })
  const person = await People.findOneAndUpdate(
    live(claim),
    {
      $set: { passwordHash, status: 'active', ...former.set },
      $inc: { sessionVersion: 1 },
      $unset: { proof: 1, forcedReset: 1, ...former.unset },
      $push: { events: endingAddressLinks(event), ...past },
    },
    { projection: { roles: 1 } },
  ).lean()
  return person ? { userId: person._id.toString(), administrator: person.roles.includes('administrator') } : undefined
}

function live(claim: Claim) {
  return {
    'proof.digest': claim.digest,
    'proof.purpose': claim.purpose,
    'proof.issuedAt': { $gte: claim.openSince },
    'proof.expiresAt': { $gt: claim.now },
    status: { $in: livePeople },
  }
}

function holder(person: Person): Holder {
  const { username, email, givenName, familyName, language } = person
  return {
    userId: person._id.toString(),
    username,
    email,
    givenName,
    familyName,
    language,
    isForced: person.status === 'reset-required',
    isInvited: person.status === 'invited',
    returnTo: person.proof?.returnTo,
    digests: person.proof ? digestsOf(person.proof) : [],
  }
}
