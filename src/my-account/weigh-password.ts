import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import type { Saying } from '../languages/translate.ts'
import { readSettings } from '../organization/settings.ts'
import { askLeave, noteSuccess } from '../security/attempts.ts'
import { admitHashing, isPassword } from '../security/passwords.ts'
import { sayWait } from '../sign-in/say-wait.ts'
import { identifierKey, keysOf } from '../users/names.ts'
import type { User } from '../users/users.ts'

type Shown = { user: User; current: string; action: string; address: string }
type Weighed = { outcome: 'known' } | NotKnown

export type NotKnown = { outcome: 'wrong-password' } | { outcome: 'wait'; seconds: number }

/** Weighs the current password of somebody signed in, before what `action` names is done. Wrong guesses count with those of the
 *  sign-in page (where strangers have used those up, a session counts as a known device) and stand in the audit log. Source: OWASP ASVS 6.2.3, 7.5.1, 7.5.2. */
export function weighPassword(deps: Deps, given: Shown): Promise<Weighed> {
  return admitHashing('proven', () => weigh(deps, given))
}

async function weigh(deps: Deps, given: Shown): Promise<Weighed> {
  const { user, current, action, address } = given
  const { secrets } = deps.config
  const at = deps.clock.now()
  const { guessLimits: limits } = (await readSettings()).system
  const asker = { name: identifierKey(user.username), address, way: 'page', device: `session of ${user.id}` } as const
  const asked = await askLeave(secrets, asker, { limits, now: at })
  if (asked.outcome === 'wait') return asked
  if (await isPassword(current, user.passwordHash)) {
    await noteSuccess(secrets, asked.leave, keysOf(user))
    return { outcome: 'known' }
  }
  const { id } = user
  await appendEntry({ id: randomUUID(), at, action, outcome: 'refused', actor: id, subject: id, address })
  return { outcome: 'wrong-password' }
}

/** Why the current password did not do, for the field it was typed in. */
export function whyNotKnown(given: NotKnown): Saying {
  return given.outcome === 'wait' ? sayWait(given.seconds) : 'account.current-password.wrong'
}
