import { randomUUID } from 'node:crypto'
import { Router } from 'express'
import { csvLine, csvMark } from '../audit/csv.ts'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { noFields } from '../web/fields.ts'
import { parseForm } from '../web/parse-form.ts'
import { sendText } from '../web/send-text.ts'
import { byOf } from './act-routes.ts'
import { everyUser } from './search.ts'
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

/** All users as a CSV file that the import takes again: never a password hash, nor anything that could be used as one. It is written while it is
 *  read, so that a million people need no memory. It is a form, because it leaves a line in the audit log. */
export function userExportRoutes(deps: Deps): Router {
  const routes = Router()

  routes.post('/users/export', async (req, res) => {
    parseForm(noFields, req.body)
    const at = deps.clock.now()
    const { id: actor, address } = byOf(req, res)
    const entry = { at, action: 'users.exported', outcome: 'done' as const, actor, subject: 'users', address }
    await appendEntry({ ...entry, id: randomUUID() })
    res.type('text/csv').attachment(`users-${at.toISOString().slice(0, 10)}.csv`)
    await sendText(res, lines())
  })

  return routes
}

async function* lines(): AsyncGenerator<string> {
  yield csvMark + csvLine(columns)
  for await (const user of everyUser()) yield csvLine(cellsOf(user))
}

function cellsOf(user: User): string[] {
  const { username, email, givenName, familyName, roles, language, status, createdAt, lastSignInAt } = user
  const when = [createdAt.toISOString(), lastSignInAt?.toISOString() ?? '']
  return [username, email, givenName, familyName, roles.join(' '), language, status, ...when]
}
