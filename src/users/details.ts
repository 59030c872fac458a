import { canonicalAddress } from '../mail/address.ts'
import { People, type Person, type PersonEvent, type Proof } from './model.ts'
import { searchKeysOf, usernameKey } from './names.ts'
import { remembering } from './past-links.ts'
import { endingAddressLinks } from './pending-email.ts'
import { takenField, type User } from './users.ts'

/** Who a person is: what they are called, and where their mail goes. */
export type Details = Pick<Person, 'username' | 'email' | 'givenName' | 'familyName'>

/** What becomes of the live link when details change: it stays, it ends (and with it a one-time code, and an address not yet confirmed),
 *  or another takes its place. Ways back to former addresses end where it does not stay. */
export type LinkFate = 'keep' | 'end' | Proof

/** Writes who a person is, what becomes of their link and the events that tell of it, in one write. 'overtaken' where the person is
 *  another than `was` by now; says which name is taken where one is, also in a race. */
export async function changeDetails(change: {
  was: User
  details: Details
  link: LinkFate
  events: PersonEvent[]
}): Promise<{ outcome: 'changed' | 'overtaken' } | { outcome: 'taken'; field: 'username' | 'email' }> {
  const { was, details, link, events } = change
  const { username, email, givenName, familyName, status, sessionVersion } = was
  const at = events[0]?.entry.at ?? new Date(0)
  const past = link === 'keep' ? {} : await remembering(was.id, { ended: link === 'end' ? 'ended' : 'replaced', at })
  try {
    const done = await People.updateOne(
      { _id: was.id, username, email, givenName, familyName, status, sessionVersion },
      {
        $set: { ...details, ...keysFor(details), ...(typeof link === 'object' && { proof: link }) },
        ...(link !== 'keep' && {
          $unset: { addressUndos: 1, ...(link === 'end' && { proof: 1, pendingEmail: 1, 'forcedReset.code': 1 }) },
        }),
        $push: { events: { $each: link === 'end' ? events.map(endingAddressLinks) : events }, ...past },
      },
    )
    return { outcome: done.matchedCount === 1 ? 'changed' : 'overtaken' }
  } catch (error) {
    const field = takenField(error)
    if (field !== 'username' && field !== 'email') throw error
    return { outcome: 'taken', field }
  }
}

/** Writes the name a person goes by. */
export async function changeProfile(change: {
  userId: string
  givenName: string
  familyName: string
  event: PersonEvent
}): Promise<void> {
  const { userId, givenName, familyName, event } = change
  for (;;) {
    const person = await People.findById(userId, { username: 1, email: 1 }).lean()
    if (!person) return
    const { _id, username, email } = person
    const searchKeys = searchKeysOf({ username, email, givenName, familyName })
    const done = await People.updateOne(
      { _id, username, email },
      { $set: { givenName, familyName, searchKeys }, $push: { events: event } },
    )
    if (done.matchedCount === 1) return
  }
}

/** Writes the language a person wants to be spoken to in. */
export async function changeLanguage(userId: string, language: string, event: PersonEvent): Promise<void> {
  await People.updateOne({ _id: userId }, { $set: { language }, $push: { events: event } })
}

/** Gives everybody the search keys they lack; for data that is older than the keys. */
export async function fillInSearchKeys(): Promise<void> {
  // Null also stands for a field that is not there, and unlike its absence an index answers for it.
  const lacking = { searchKeys: null as never }
  for await (const person of People.find(lacking, { username: 1, email: 1, givenName: 1, familyName: 1 })
    .lean()
    .cursor())
    await People.updateOne({ _id: person._id, ...lacking }, { $set: { searchKeys: searchKeysOf(person) } })
}

function keysFor(details: Details) {
  const emailKey = canonicalAddress(details.email)?.key
  if (!emailKey) throw new TypeError('changeDetails takes a checked e-mail address')
  return { usernameKey: usernameKey(details.username), emailKey, searchKeys: searchKeysOf(details) }
}
