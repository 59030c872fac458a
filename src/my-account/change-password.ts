import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Saying } from '../languages/translate.ts'
import { readSettings } from '../organization/settings.ts'
import { passwordChangedLetter } from '../password-reset/mails.ts'
import { weighNewPassword } from '../password-reset/weigh-new-password.ts'
import { admitHashing } from '../security/passwords.ts'
import { endSessionsOf, startSession } from '../sessions/store.ts'
import { changeHash } from '../users/changes.ts'
import type { User } from '../users/users.ts'
import { type NotKnown, weighPassword } from './weigh-password.ts'

export type Changed =
  | { outcome: 'changed'; cookie: string }
  | NotKnown
  | { outcome: 'refused'; reason: Saying }
  | { outcome: 'overtaken' }

const action = 'password.changed'

/** Changes the password of somebody signed in who knows the current one. All sessions end and this browser gets a new one; links
 *  mailed before die. Source: OWASP ASVS 6.2.3, 7.4.3. */
export async function changePassword(
  deps: Deps,
  input: { user: User; current: string; chosen: string; address: string; userAgent: string },
): Promise<Changed> {
  const { user, current, chosen, address, userAgent } = input
  const now = deps.clock.now()
  const known = await weighPassword(deps, { user, current, action, address })
  if (known.outcome !== 'known') return known
  const settings = await readSettings()
  const weighed = await admitHashing('proven', () => weighNewPassword(chosen, { settings, owner: user }))
  if (weighed.outcome !== 'fine') return { outcome: 'refused', reason: weighed.reason }
  const { passwordHash, pastPasswords } = weighed
  const id = randomUUID()
  const entry = { at: now, action, outcome: 'done' as const, actor: user.id, subject: user.id, address }
  const letter = passwordChangedLetter(deps, { id, user, settings, source: { address, userAgent } })
  const { sessionVersion } = user
  const done = await changeHash({
    userId: user.id,
    sessionVersion,
    passwordHash,
    pastPasswords,
    event: { id, endsLinks: true, entry, letter },
  })
  if (!done) return { outcome: 'overtaken' }
  await endSessionsOf(user.id)
  deps.background.wake()
  const born = { door: 'public' as const, userId: user.id, sessionVersion: sessionVersion + 1, startedAt: now }
  return { outcome: 'changed', cookie: await startSession({ ...born, address, userAgent }) }
}
