import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import type { Saying } from '../languages/translate.ts'
import { sayWait } from '../sign-in/say-wait.ts'
import { weighOwnPassword } from '../sign-in/weigh-own-password.ts'
import type { User } from '../users/users.ts'

type Shown = { user: User; current: string; action: string; address: string }
type Weighed = { outcome: 'known' } | NotKnown

export type NotKnown = { outcome: 'wrong-password' } | { outcome: 'wait'; seconds: number }

/** Weighs the current password of somebody signed in, before what `action` names is done; a wrong one stands in the audit log.
 *  Source: OWASP ASVS 6.2.3, 7.5.1, 7.5.2. */
export async function weighPassword(deps: Deps, given: Shown): Promise<Weighed> {
  const { user, current, action, address } = given
  const at = deps.clock.now()
  const weighed = await weighOwnPassword(deps, { user, password: current, address })
  if (weighed.outcome === 'wait') return weighed
  if (weighed.outcome === 'right') return { outcome: 'known' }
  const { id } = user
  await appendEntry({ id: randomUUID(), at, action, outcome: 'refused', actor: id, subject: id, address })
  return { outcome: 'wrong-password' }
}

/** Why the current password did not do, for the field it was typed in. */
export function whyNotKnown(given: NotKnown): Saying {
  return given.outcome === 'wait' ? sayWait(given.seconds) : 'account.current-password.wrong'
}
