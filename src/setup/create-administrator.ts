import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Saying } from '../languages/translate.ts'
import { readSettings } from '../organization/settings.ts'
import { refusePassword } from '../security/password-rules.ts'
import { admitHashing, hashPassword } from '../security/passwords.ts'
import { startSession } from '../sessions/store.ts'
import { enrol } from '../users/administrators.ts'
import { createUser, newUserId } from '../users/users.ts'

export interface FirstAdministrator {
  username: string
  email: string
  givenName: string
  familyName: string
  password: string
  address: string
  userAgent: string
}

export type Created =
  | { outcome: 'created'; cookie: string }
  | { outcome: 'refused'; reason: Saying }
  | { outcome: 'taken'; field: 'username' | 'email' }
  | { outcome: 'closed' }

/** Creates the administrator of the first run and signs them in. A unique mark in the record lets exactly one caller do it,
 *  ever: the wizard closes with the same write. Source: OWASP ASVS 6.3.2; OWASP WSTG-ATHN-02. */
export async function createAdministrator(deps: Deps, input: FirstAdministrator): Promise<Created> {
  const settings = await readSettings()
  const { password, address, userAgent, ...names } = input
  const reason = refusePassword(password, { settings, owner: input })
  if (reason) return { outcome: 'refused', reason }
  const [id, at] = [newUserId(), deps.clock.now()]
  const created = await createUser({
    ...names,
    id,
    roles: ['administrator'],
    status: 'active',
    language: 'en',
    createdAt: at,
    passwordHash: await admitHashing('proven', () => hashPassword(password)),
    firstAdministrator: true,
    event: {
      id: randomUUID(),
      entry: { at, action: 'setup.completed', outcome: 'done', actor: id, subject: id, address },
    },
  })
  if (created.outcome === 'taken') {
    return created.field === 'firstAdministrator' ? { outcome: 'closed' } : { outcome: 'taken', field: created.field }
  }
  await enrol(id)
  deps.background.wake()
  const cookie = await startSession({ door: 'admin', userId: id, sessionVersion: 1, startedAt: at, address, userAgent })
  return { outcome: 'created', cookie }
}
