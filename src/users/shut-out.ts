import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { actEvent, type By, detailOf } from './act-event.ts'
import { enrol, release, settle } from './administrators.ts'
import { disable, enable } from './changes.ts'
import { findUser } from './users.ts'

/** Disables an account: sessions and links end with it. The last active administrator stays, also when two people try to
 *  remove each other at once. A person who changed between the look and the write is looked at again.
 *  Source: OWASP ASVS 2.3.4, 7.4.2. */
export async function shutOut(
  deps: Deps,
  input: { userId: string; by: By },
): Promise<'disabled' | 'last-administrator' | 'unknown'> {
  const event = { ...actEvent(deps, { ...input, action: 'user.disabled' }), endsLinks: true }
  for (;;) {
    const user = await findUser(input.userId)
    if (!user) return 'unknown'
    const { id: userId, sessionVersion, status } = user
    const counts = user.roles.includes('administrator') && status === 'active'
    if (counts && !(await release(userId))) {
      await recordLastAdministrator(deps, { ...input, action: 'user.disabled' })
      return 'last-administrator'
    }
    if (status !== 'disabled' && !(await disable({ userId, sessionVersion, event }))) continue
    await Promise.all([settle(userId), endSessionsOf(userId)])
    deps.background.wake()
    return 'disabled'
  }
}

/** Enables an account again. False where it was not disabled, or there is none. */
export async function letIn(deps: Deps, input: { userId: string; by: By }): Promise<boolean> {
  // Somebody disabled by a process that stopped right there is still on the way off the roster.
  if ((await findUser(input.userId))?.status === 'disabled') await settle(input.userId)
  const done = await enable({ userId: input.userId, event: actEvent(deps, { ...input, action: 'user.enabled' }) })
  if (done) await enrol(input.userId)
  deps.background.wake()
  return done
}

/** Writes down that somebody tried to remove the last active administrator. */
export async function recordLastAdministrator(
  deps: Deps,
  act: { userId: string; by: By; action: string },
): Promise<void> {
  const { userId: subject, by, action } = act
  const entry = {
    at: deps.clock.now(),
    action,
    outcome: 'refused' as const,
    actor: by.id,
    subject,
    address: by.address,
  }
  await appendEntry({ id: randomUUID(), ...entry, ...detailOf(by, 'the last active administrator') })
}
