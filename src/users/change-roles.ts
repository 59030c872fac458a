import type { Deps } from '../deps.ts'
import { readSettings, type Settings } from '../organization/settings.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { actEvent, type By } from './act-event.ts'
import { enrol, release, settle } from './administrators.ts'
import { changeRoles } from './changes.ts'
import { prepareInvitation } from './invitation.ts'
import type { PersonEvent, Proof } from './model.ts'
import { recordLastAdministrator } from './shut-out.ts'
import { findUser, type User } from './users.ts'

/** `invitedAgain` is whether the person had chosen no password yet, so that a new invitation is on its way. */
export type RolesChanged<Done extends string> =
  | { outcome: Done; invitedAgain: boolean }
  | { outcome: 'unchanged' | 'unknown' }

/** Makes a person an administrator. All their sessions, and links from before, end: the new rights begin with a new sign-in, and whoever was
 *  still invited gets a new invitation. 'unchanged' where the person is one already.
 *  Source: OWASP Session Management Cheat Sheet, "Renew the Session ID After Any Privilege Level Change". */
export async function giveAdministration(
  deps: Deps,
  input: { userId: string; by: By },
): Promise<RolesChanged<'given'>> {
  const event = actEvent(deps, { ...input, action: 'user.roles-changed', detail: 'administrator given' })
  const settings = await readSettings()
  for (;;) {
    const user = await findUser(input.userId)
    if (!user) return { outcome: 'unknown' }
    const { id: userId, sessionVersion, email } = user
    if (user.roles.includes('administrator')) return { outcome: 'unchanged' }
    // A process that took the role and stopped right there left the person on the way off the roster.
    await settle(userId)
    const change = { userId, sessionVersion, email, ...linksAfter(deps, { user, by: input.by, event, settings }) }
    if (!(await changeRoles({ ...change, roles: ['administrator'] }))) continue
    await Promise.all([enrol(userId), endSessionsOf(userId)])
    deps.background.wake()
    return { outcome: 'given', invitedAgain: change.proof !== undefined }
  }
}

/** Takes the administrator's role from a person; all their sessions, and links from before, end, as when it is given. The last active
 *  administrator keeps it, also when two people take each other's at once. A person who changed between the look and the write is looked
 *  at again. Source: OWASP ASVS 2.3.4, 7.4.2. */
export async function takeAdministration(
  deps: Deps,
  input: { userId: string; by: By },
): Promise<RolesChanged<'taken'> | { outcome: 'last-administrator' }> {
  const event = actEvent(deps, { ...input, action: 'user.roles-changed', detail: 'administrator taken' })
  const settings = await readSettings()
  for (;;) {
    const user = await findUser(input.userId)
    if (!user) return { outcome: 'unknown' }
    const { id: userId, sessionVersion, email, status } = user
    if (!user.roles.includes('administrator')) return { outcome: 'unchanged' }
    if (status === 'active' && !(await release(userId))) {
      await recordLastAdministrator(deps, { ...input, action: 'user.roles-changed' })
      return { outcome: 'last-administrator' }
    }
    const change = { userId, sessionVersion, email, ...linksAfter(deps, { user, by: input.by, event, settings }) }
    if (!(await changeRoles({ ...change, roles: [] }))) continue
    await Promise.all([settle(userId), endSessionsOf(userId)])
    deps.background.wake()
    return { outcome: 'taken', invitedAgain: change.proof !== undefined }
  }
}

/** Links from before a change of roles are dead. An invitation is all that somebody has who never chose a password: they get another.
 *  Only the event that brings it takes back letters, so that its own stays. */
function linksAfter(
  deps: Deps,
  { user, by, event, settings }: { user: User; by: By; event: PersonEvent; settings: Settings },
): { proof: Proof | undefined; events: PersonEvent[] } {
  if (user.status !== 'invited') return { proof: undefined, events: [{ ...event, endsLinks: true }] }
  const { proof, event: invited } = prepareInvitation(deps, { user, by, action: 'user.invited-again', settings })
  return { proof, events: [event, invited] }
}
