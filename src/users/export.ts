import { randomUUID } from 'node:crypto'
import { csvLine, csvMark } from '../audit/csv.ts'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { type By, detailOf } from './act-event.ts'
import { everyUser } from './search.ts'
import { toUser } from './shown-user.ts'
import type { User } from './users.ts'

const columns = [
  'username',
  'email',
  'given_name',
  'family_name',
  'roles',
  'language',
  'status',
  'created_at',
  'last_sign_in_at',
]

/** All users as text, in the order of their usernames: never a password hash, nor anything that could be used as one. CSV is what the
 *  import takes again, NDJSON one JSON object a line. It is written while it is read, so that a million people need no memory. The audit
 *  log is told of it first. */
export async function* exportUsers(
  deps: Pick<Deps, 'clock'>,
  wish: { by: By; format: 'csv' | 'ndjson' },
): AsyncGenerator<string> {
  const { by, format } = wish
  const entry = { action: 'users.exported', outcome: 'done' as const, actor: by.id, subject: 'users' }
  await appendEntry({ id: randomUUID(), at: deps.clock.now(), ...entry, address: by.address, ...detailOf(by) })
  if (format === 'csv') yield csvMark + csvLine(columns)
  for await (const user of everyUser())
    yield format === 'csv' ? csvLine(cellsOf(user)) : `${JSON.stringify(toUser(user))}\n`
}

function cellsOf(user: User): string[] {
  const { username, email, givenName, familyName, roles, language, status, createdAt, lastSignInAt } = user
  const when = [createdAt.toISOString(), lastSignInAt?.toISOString() ?? '']
  return [username, email, givenName, familyName, roles.join(' '), language, status, ...when]
}
