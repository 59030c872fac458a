import type { Deps } from '../deps.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { actEvent, type By } from './act-event.ts'
import { enrol, release, settle } from './administrators.ts'
import { changeRoles } from './changes.ts'
import { recordLastAdministrator } from './shut-out.ts'
import { findUser, type User } from './users.ts'

/** Makes a person an administrator. All their sessions and reset links end: the new rights begin with a new sign-in. 'unchanged' where the person
 *  is one already. Source: OWASP Session Management Cheat Sheet, "Renew the Session ID After Any Privilege Level Change". */
export async function giveAdministration(
  deps: Deps,
  input: { userId: string; by: By },
): Promise<'given' | 'unchanged' | 'unknown'> {
  const event = actEvent(deps, { ...input, action: 'user.roles-changed', detail: 'administrator given' })
  for (;;) {
    const user = await findUser(input.userId)
    if (!user) return 'unknown'
    const { id: userId, sessionVersion } = user
    if (user.roles.includes('administrator')) return 'unchanged'
    // A process that took the role and stopped right there left the person on the way off the roster.
    await settle(userId)
    const change = { userId, sessionVersion, link: linkFate(user), event }
    if (!(await changeRoles({ ...change, roles: ['administrator'] }))) continue
    await Promise.all([enrol(userId), endSessionsOf(userId)])
    deps.background.wake()
    return 'given'
  }
}

/** Takes the administrator's role from a person; all their sessions and reset links end. The last active administrator keeps it, also when two people take
 *  each other's at once. A person who changed between the look and the write is looked at again. Source: OWASP ASVS 2.3.4, 7.4.2. */
export async function takeAdministration(
  deps: Deps,
  input: { userId: string; by: By },
): Promise<'taken' | 'last-administrator' | 'unchanged' | 'unknown'> {
  const event = actEvent(deps, { ...input, action: 'user.roles-changed', detail: 'administrator taken' })
  for (;;) {
    const user = await findUser(input.userId)
    if (!user) return 'unknown'
    const { id: userId, sessionVersion, status } = user
    if (!user.roles.includes('administrator')) return 'unchanged'
    if (status === 'active' && !(await release(userId))) {
      await recordLastAdministrator(deps, { ...input, action: 'user.roles-changed' })
      return 'last-administrator'
    }
    const change = { userId, sessionVersion, link: linkFate(user), event }
    if (!(await changeRoles({ ...change, roles: [] }))) continue
    await Promise.all([settle(userId), endSessionsOf(userId)])
    deps.background.wake()
    return 'taken'
  }
}

/** An invitation is all that somebody has who never chose a password: it stays. */
function linkFate({ status }: User): 'keep' | 'end' {
  return status === 'invited' ? 'keep' : 'end'
}
