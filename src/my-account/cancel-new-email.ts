import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { dropPendingEmail } from '../users/pending-email.ts'

/** Takes back the wish for another address: the mailed link is dead. False where there was none any more. */
export async function cancelNewEmail(deps: Deps, input: { userId: string; address: string }): Promise<boolean> {
  const { userId, address } = input
  const at = deps.clock.now()
  const entry = { at, action: 'email.change-cancelled', outcome: 'done' as const, actor: userId, subject: userId }
  const event = { id: randomUUID(), entry: { ...entry, address } }
  const done = await dropPendingEmail({ userId, event })
  deps.background.wake()
  return done
}
