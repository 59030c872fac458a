import type { Deps } from '../deps.ts'
import { usualLanguage } from '../languages/names.ts'
import { readSettings, type Settings } from '../organization/settings.ts'
import type { By } from './act-event.ts'
import { renewInvitation } from './changes.ts'
import { prepareInvitation } from './invitation.ts'
import { createUser, findUser, newUserId, type User } from './users.ts'

export type { By } from './act-event.ts'

export type Invitee = Pick<User, 'username' | 'email' | 'givenName' | 'familyName'> & {
  administrator: boolean
  language?: string
}

export type Invited = { outcome: 'invited'; id: string } | { outcome: 'taken'; field: 'username' | 'email' }

/** Creates a person without a password and invites them to choose one: the record, the link and the letter are one write.
 *  Nobody but the person ever sees or chooses the password. Says which name is taken where one is. */
export async function invite(deps: Deps, input: { invitee: Invitee; by: By }): Promise<Invited> {
  const done = await createInvited(deps, { ...input, settings: await readSettings() })
  deps.background.wake()
  return done
}

/** As `invite`, for callers that invite many: they read the settings once and wake the workers themselves. `detail` goes into the
 *  audit entry. */
export async function createInvited(
  deps: Deps,
  input: { invitee: Invitee; by: By; settings: Settings; detail?: string },
): Promise<Invited> {
  const { invitee, ...circumstances } = input
  const { administrator, language = usualLanguage, ...names } = invitee
  const user = { ...names, id: newUserId(), language }
  const created = await createUser({
    ...user,
    ...prepareInvitation(deps, { user, ...circumstances, action: 'user.created' }),
    roles: administrator ? ['administrator'] : [],
    status: 'invited',
    createdAt: deps.clock.now(),
  })
  if (created.outcome === 'created') return { outcome: 'invited', id: created.id }
  return { outcome: 'taken', field: created.field === 'email' ? 'email' : 'username' }
}

/** Sends a new invitation in place of the old one. False when the person has chosen a password meanwhile, or is shut out. */
export async function inviteAgain(deps: Deps, input: { userId: string; by: By }): Promise<boolean> {
  const settings = await readSettings()
  for (;;) {
    const user = await findUser(input.userId)
    if (user?.status !== 'invited') return false
    const { id: userId, email, sessionVersion } = user
    const prepared = prepareInvitation(deps, { user, by: input.by, action: 'user.invited-again', settings })
    if (!(await renewInvitation({ userId, email, sessionVersion, ...prepared }))) continue
    deps.background.wake()
    return true
  }
}
