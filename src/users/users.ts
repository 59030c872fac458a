import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import { canonicalAddress } from '../mail/address.ts'
import { People, type Person, type PersonEvent } from './model.ts'
import { searchKeysOf, usernameKey } from './names.ts'

export type { Person, PersonEvent, Role, Status } from './model.ts'

/** A person as the rest of the house sees one. */
export type User = Omit<
  Person,
  | '_id'
  | ('usernameKey' | 'emailKey' | 'searchKeys' | 'events' | 'parkedEvents' | 'resetIssues')
  | ('proof' | 'pastLinks' | 'pastPasswords' | 'reportToldAt' | 'pendingEmail' | 'addressUndos')
> & {
  id: string
}

type Given = 'username' | 'email' | 'givenName' | 'familyName' | 'roles' | 'status' | 'language' | 'createdAt'
type Optional = 'passwordHash' | 'proof' | 'firstAdministrator'
export type NewUser = Pick<Person, Given> & Partial<Pick<Person, Optional>> & { id: string; event: PersonEvent }

/** What shows of a person: neither proofs nor former passwords nor what is still to be told. */
export const shown =
  '-proof -pastLinks -pastPasswords -reportToldAt -pendingEmail -addressUndos -events -parkedEvents -resetIssues -usernameKey -emailKey -searchKeys'

/** An id for a person to be, so that what tells of them can name them. */
export function newUserId(): string {
  return new mongoose.Types.ObjectId().toHexString()
}

/** Adds a person, with the event that tells of it, in one write. Says which name is taken where one is, also in a race. */
export async function createUser(
  user: NewUser,
): Promise<
  { outcome: 'created'; id: string } | { outcome: 'taken'; field: 'username' | 'email' | 'firstAdministrator' }
> {
  const { id, event, ...fields } = user
  const address = canonicalAddress(user.email)
  if (!address) throw new TypeError('createUser takes a checked e-mail address')
  const keys = { usernameKey: usernameKey(user.username), email: address.address, emailKey: address.key }
  try {
    const searchKeys = searchKeysOf({ ...fields, email: address.address })
    await People.create({
      _id: id,
      ...fields,
      ...keys,
      searchKeys,
      sessionVersion: 1,
      resetIssues: [],
      events: [event],
    })
    return { outcome: 'created', id }
  } catch (error) {
    const field = takenField(error)
    if (!field) throw error
    return { outcome: 'taken', field }
  }
}

/** The person with this id; undefined for unknown and malformed ids. */
export async function findUser(id: string): Promise<User | undefined> {
  if (!/^[0-9a-f]{24}$/.test(id)) return undefined
  return show(await People.findById(id, shown).lean<Person>())
}

/** The person known by a username or an e-mail address. A username never holds an @, so no text names two people. */
export async function findByIdentifier(identifier: string): Promise<User | undefined> {
  if (!identifier.includes('@'))
    return show(await People.findOne({ usernameKey: usernameKey(identifier) }, shown).lean<Person>())
  const emailKey = canonicalAddress(identifier)?.key
  return emailKey === undefined ? undefined : show(await People.findOne({ emailKey }, shown).lean<Person>())
}

/** The administrators who can sign in, at most fifty. */
export async function activeAdministrators(): Promise<User[]> {
  const filter = { roles: 'administrator' as const, status: 'active' as const }
  return (await People.find(filter, shown).limit(50).lean<Person[]>()).map((person) => show(person))
}

/** How many people there are, about. */
export function countUsers(): Promise<number> {
  return People.estimatedDocumentCount()
}

/** Whether the wizard has done its work: the administrator of the first run exists. */
export async function hasFirstAdministrator(): Promise<boolean> {
  return (await People.exists({ firstAdministrator: true })) !== null
}

/** A person as stored, turned into the one the rest of the house sees. */
export function show(person: Person): User
export function show(person: Person | null): User | undefined
export function show(person: Person | null): User | undefined {
  if (!person) return undefined
  const { _id, ...fields } = person
  return { id: _id.toString(), ...fields }
}

/** Which name a refused write would have taken from somebody; undefined where the write was refused for something else. */
export function takenField(error: unknown): 'username' | 'email' | 'firstAdministrator' | undefined {
  const taken = duplicateFields(error)
  if (taken?.includes('usernameKey')) return 'username'
  if (taken?.includes('emailKey')) return 'email'
  return taken?.includes('firstAdministrator') ? 'firstAdministrator' : undefined
}
