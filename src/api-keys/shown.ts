import { findUser, type User } from '../users/users.ts'
import { type ApiKey, listKeys } from './keys.ts'
import { type KeyState, stateOf } from './life.ts'

/** A key with what it takes to tell how it is. */
export interface KeyWithOwner {
  key: ApiKey
  owner: User | undefined
  state: KeyState
}

/** More than may be alive at once: a list of programs, not of people. */
const mostListed = 500

/** The newest keys with their owners, newest first. */
export async function keysWithOwners(now: Date): Promise<KeyWithOwner[]> {
  return withOwners(await listKeys(mostListed), now)
}

/** Keys with their owners, each of whom is looked up once. */
export async function withOwners(keys: ApiKey[], now: Date): Promise<KeyWithOwner[]> {
  const ids = [...new Set(keys.map(({ ownerId }) => ownerId))]
  const owners = new Map(await Promise.all(ids.map(async (id) => [id, await findUser(id)] as const)))
  return keys.map((key) => {
    const owner = owners.get(key.ownerId)
    return { key, owner, state: stateOf(key, { owner, now }) }
  })
}
