import { People, type Person, type Status } from './model.ts'
import { searchKey } from './names.ts'
import { show, shown, type User } from './users.ts'

/** Whom to list. `prefix` is how a username, an address or a name begins; without one the list is in `order`, with one in the
 *  order of what was found. */
export interface Search {
  prefix: string
  status?: Status | undefined
  role?: 'administrator' | 'user' | undefined
  order?: 'username' | 'newest'
}

/** A list goes no further than this, and does not count further: a number this high means "so many or more". What begins with a few
 *  letters is counted by reading it, so that goes less far. */
const most = { listed: 1000, found: 75 }

/** One page of people, with how many there are. Each look reads one stretch of one index, however many people there are. */
export async function listUsers(
  search: Search & { skip: number; limit: number },
): Promise<{ users: User[]; total: number; mostListed: number }> {
  const filter = filterOf(search)
  const mostListed = search.prefix === '' ? most.listed : most.found
  const isEverybody = search.prefix === '' && !search.status && !search.role
  const [people, total] = await Promise.all([
    People.find(filter, shown).sort(orderOf(search)).skip(search.skip).limit(search.limit).lean<Person[]>(),
    isEverybody ? People.estimatedDocumentCount() : People.countDocuments(filter).limit(mostListed),
  ])
  return { users: people.map((person) => show(person)), total, mostListed }
}

/** Everybody, one by one, in the order of their usernames. */
export async function* everyUser(): AsyncGenerator<User> {
  const everybody = People.find({ usernameKey: { $gte: '' } }, shown).sort({ usernameKey: 1 })
  for await (const person of everybody.lean<Person>().cursor({ batchSize: 200 }))
    yield show(person as unknown as Person)
}

/** Those of these names and addresses that somebody has, each with whose it is. */
export async function findHolders(keys: {
  usernameKeys: string[]
  emailKeys: string[]
}): Promise<Pick<Person, 'usernameKey' | 'emailKey'>[]> {
  const fields = { usernameKey: 1, emailKey: 1 } as const
  const byName = batchesOf(keys.usernameKeys).map((some) => People.find({ usernameKey: { $in: some } }, fields).lean())
  const byAddress = batchesOf(keys.emailKeys).map((some) => People.find({ emailKey: { $in: some } }, fields).lean())
  return (await Promise.all([...byName, ...byAddress])).flat()
}

/** As many look-ups as fit well into one question. */
function batchesOf(keys: string[]): string[][] {
  const size = 400
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, at) => keys.slice(at * size, (at + 1) * size))
}

// Without a prefix the range names the index that holds the order. Over the array of keys both ends must be met by one key.
function filterOf({ prefix, status, role, order }: Search) {
  const start = searchKey(prefix)
  const stretch = { $gte: start, $lt: `${start}\u{10ffff}` }
  const everything = order === 'newest' ? { createdAt: { $gte: new Date(0) } } : { usernameKey: { $gte: '' } }
  return {
    ...(start === '' ? everything : { searchKeys: { $elemMatch: stretch } }),
    ...(status && { status }),
    ...(role && { roles: role === 'user' ? { $ne: 'administrator' as const } : ('administrator' as const) }),
  }
}

function orderOf({ prefix, order }: Search): Record<string, 1 | -1> {
  if (searchKey(prefix) !== '') return {}
  return order === 'newest' ? { createdAt: -1 } : { usernameKey: 1 }
}
