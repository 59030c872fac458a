import { type AddressUndo, People, type Person, type PersonEvent, type Proof } from './model.ts'
import { searchKeysOf } from './names.ts'
import { remembering } from './past-links.ts'
import { endingAddressLinks } from './pending-email.ts'
import { show, shown, takenField, type User } from './users.ts'

/** Whoever changes an address more often within the life of the ways back waits: each former mailbox keeps its own. */
export const mostUndos = 10

/** A way back to a former address that still stands, whose it is, and those from before it, which stay. */
export interface Undoable {
  user: User
  undo: AddressUndo
  older: AddressUndo[]
}

/** The ways back to former addresses that still stand at `now`, oldest first. */
export async function liveUndosOf(userId: string, now: Date): Promise<AddressUndo[]> {
  const person = await People.findById(userId, { addressUndos: 1 }).lean<Pick<Person, 'addressUndos'>>()
  return (person?.addressUndos ?? []).filter(({ expiresAt }) => expiresAt > now)
}

/** What the token of an undo link stands for; undefined for unknown, used, expired and ended ones alike, and while its person is shut out.
 *  A look changes nothing: mail scanners open links. Source: RFC 9110 §9.2.1. */
export async function findUndoable(digest: string, now: Date): Promise<Undoable | undefined> {
  const person = await People.findOne({ 'addressUndos.digest': digest }, { addressUndos: 1 }).lean<Person>()
  const undos = (person?.addressUndos ?? []).filter(({ expiresAt }) => expiresAt > now)
  const at = undos.findIndex((undo) => undo.digest === digest)
  const undo = undos[at]
  const user = person && undo && show(await People.findById(person._id, shown).lean<Person>())
  if (!user || !['active', 'reset-required'].includes(user.status)) return undefined
  return { user, undo, older: undos.slice(0, at) }
}

/** Whether the address that is to come back is another person's by now. */
export async function isTaken({ user, undo }: Undoable): Promise<boolean> {
  return (await People.exists({ emailKey: undo.emailKey, _id: { $ne: user.id } })) !== null
}

/** Puts a former address back, in one write that one caller wins: the address, the end of all sessions, links and later ways back, the
 *  proof with which a new password is chosen, that the old one counts no longer, and the event that tells of it. `keepsStanding` is for the
 *  last active administrator, who stays one and merely has no password until then. 'overtaken' where the person is another than
 *  `found.user` by now, 'taken' where the address is somebody else's. */
export async function putAddressBack(
  found: Undoable,
  change: { proof: Proof; keepsStanding: boolean; event: PersonEvent },
): Promise<'back' | 'overtaken' | 'taken'> {
  const { user, undo, older } = found
  const { id: _id, username, email, givenName, familyName, status, sessionVersion } = user
  const { proof, keepsStanding, event } = change
  const past = await remembering(_id, { ended: 'replaced', at: proof.issuedAt })
  const searchKeys = searchKeysOf({ username, email: undo.email, givenName, familyName })
  const address = { email: undo.email, emailKey: undo.emailKey, searchKeys }
  const forced = { status: 'reset-required' as const, forcedReset: { since: proof.issuedAt } }
  try {
    const done = await People.updateOne(
      { _id, username, email, givenName, familyName, status, sessionVersion, 'addressUndos.digest': undo.digest },
      {
        $set: { ...address, proof, addressUndos: older, ...(!keepsStanding && forced) },
        $unset: { pendingEmail: 1, ...(keepsStanding && { passwordHash: 1 }) },
        $inc: { sessionVersion: 1 },
        $push: { events: endingAddressLinks(event), ...past },
      },
    )
    return done.modifiedCount === 1 ? 'back' : 'overtaken'
  } catch (error) {
    if (takenField(error) !== 'email') throw error
    return 'taken'
  }
}
