import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { listUsers } from '../users/search.ts'
import type { User } from '../users/users.ts'
import { type Answer, type DatabaseCommand, type Given, UsageFault } from './command.ts'
import { inColumns } from './in-columns.ts'

interface Wanted {
  prefix: string
  limit: number
}

/** Lists people, everybody or those whose name begins with a text. */
export const usersList: DatabaseCommand<Wanted> = {
  says: 'lists people by username, or those whose username, address or name begins with a text',
  usage: 'users list [--search text] [--limit number] [--json]',
  options: { search: { type: 'string' }, limit: { type: 'string' }, json: { type: 'boolean' } },
  read,
  act: list,
}

const usual = 50
const most = 1000

function read({ values: { search = '', limit = String(usual) } }: Given): Wanted {
  const number = /^\d{1,4}$/.test(String(limit)) ? Number(limit) : 0
  if (number < 1 || number > most) throw new UsageFault(`--limit is a whole number from 1 to ${most}.`)
  return { prefix: String(search), limit: number }
}

async function list(_deps: Deps, { prefix, limit }: Wanted): Promise<Answer> {
  const { users } = await listUsers({ prefix, skip: 0, limit: limit + 1 })
  const shown = users.slice(0, limit)
  const rows = shown.map((user) => [user.username, user.email, user.status, rolesOf(user), lastSignIn(user)])
  const head = ['USERNAME', 'E-MAIL ADDRESS', 'STATUS', 'ROLES', 'LAST SIGN-IN']
  const cut = users.length > limit ? `\n\nThere are more. --search narrows the list, --limit makes it longer.` : ''
  const text = shown.length === 0 ? 'Nobody was found.' : `${inColumns([head, ...rows])}${cut}`
  return { text, data: { users: shown.map(toData), more: users.length > limit }, code: 0 }
}

function toData({
  id,
  username,
  email,
  givenName,
  familyName,
  roles,
  status,
  language,
  createdAt,
  lastSignInAt,
}: User) {
  const names = { id, username, email, given_name: givenName, family_name: familyName }
  return { ...names, roles, status, language, created_at: createdAt, last_sign_in_at: lastSignInAt ?? null }
}

function rolesOf({ roles }: User): string {
  return roles.join(', ') || 'user'
}

function lastSignIn({ lastSignInAt }: User): string {
  return lastSignInAt ? inWords(lastSignInAt) : 'never'
}
