import type { Deps } from '../deps.ts'
import { clearAttempts } from '../security/attempts.ts'
import { actEvent, type By } from './act-event.ts'
import { noteEvent } from './changes.ts'
import { keysOf } from './names.ts'
import type { User } from './users.ts'

/** Forgets the failed sign-ins of a person, by either of their names, so that the next one need not wait. */
export async function unlock(deps: Deps, input: { user: User; by: By }): Promise<void> {
  const { user, by } = input
  await clearAttempts(deps.config.secrets, keysOf(user))
  await noteEvent(user.id, actEvent(deps, { userId: user.id, by, action: 'user.unlocked' }))
  deps.background.wake()
}
