import { People } from './model.ts'

/** The usernames behind these ids, for pages that name many people; ids nobody has are left out. */
export async function usernamesOf(ids: Iterable<string>): Promise<Map<string, string>> {
  const known = [...new Set(ids)].filter((id) => /^[0-9a-f]{24}$/.test(id))
  if (known.length === 0) return new Map()
  const people = await People.find({ _id: { $in: known } }, { username: 1 }).lean()
  return new Map(people.map(({ _id, username }) => [_id.toString(), username]))
}

/** How many administrators can sign in. */
export function countAdministrators(): Promise<number> {
  return People.countDocuments({ roles: 'administrator', status: 'active' })
}
