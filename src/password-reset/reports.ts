import { People, type Person, type PersonEvent, type Proof } from '../users/model.ts'
import { digestsOf, keeping } from '../users/past-links.ts'
import { endingAddressLinks } from '../users/pending-email.ts'
import { show, shown, type User } from '../users/users.ts'

/** A request for a reset that can still be reported, and whose it is. */
export interface Reportable {
  user: User
  proof: Proof
  toldAt: Date | undefined
}

/** What the token of a “This was not me” link stands for, where its mail is the newest, was sent `after` that moment and its link was not
 *  used. Undefined for all others alike. A look changes nothing. */
export async function findReportable(notMeDigest: string, after: Date): Promise<Reportable | undefined> {
  const filter = { 'proof.notMeDigest': notMeDigest, 'proof.issuedAt': { $gt: after } }
  const person = await People.findOne(filter).lean<Person>()
  if (!person?.proof) return undefined
  const user = show(await People.findById(person._id, shown).lean<Person>())
  return user && { user, proof: person.proof, toldAt: person.reportToldAt }
}

/** Ends a reported request: its link, its code and, where wished, every session of the person, in one write with the events that tell of
 *  it. False when it ended meanwhile. `toldAt` is when administrators are told, where they are. */
export async function endReported(
  reported: { userId: string; proof: Proof; events: PersonEvent[] },
  how: { endSessions: boolean; toldAt: Date | undefined },
): Promise<boolean> {
  const { userId, proof, events } = reported
  const past = keeping({ digests: digestsOf(proof), ended: 'ended', returnTo: proof.returnTo })
  const done = await People.updateOne(
    { _id: userId, 'proof.notMeDigest': proof.notMeDigest },
    {
      $unset: { proof: 1 },
      $push: { events: { $each: how.endSessions ? events.map(endingAddressLinks) : events }, ...past },
      ...(how.toldAt && { $set: { reportToldAt: how.toldAt } }),
      ...(how.endSessions && { $inc: { sessionVersion: 1 } }),
    },
  )
  return done.modifiedCount === 1
}
