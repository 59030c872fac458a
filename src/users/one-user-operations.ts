import { answerFault, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import type { Asked } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { settingsOf } from '../web/settings.ts'
import type { By } from './act-event.ts'
import { toUserDetails } from './shown-user.ts'
import { findUser, type User } from './users.ts'

/** Why something about a user is not done. */
export const faults = {
  unknownUser: fault(404, 'unknown-user', 'There is no such user'),
  forAdministrators: fault(
    403,
    'administrator-needed',
    'A key changes nothing about administrators and makes none. Show the name and password of an administrator',
  ),
  ownAccount: fault(409, 'own-account', 'You cannot do this to your own account'),
  lastAdministrator: fault(409, 'last-administrator', 'This is the last active administrator, who stays one'),
  usernameInUse: fault(409, 'username-in-use', 'Another user has this username'),
  addressInUse: fault(409, 'address-in-use', 'Another user has this e-mail address'),
  resetClosed: fault(409, 'reset-closed', 'Self-Service Password Reset is off, or mail is not set up'),
  disabled: fault(409, 'user-disabled', 'The account is disabled'),
  invited: fault(409, 'user-invited', 'This person has not chosen a first password yet. Send the invitation again'),
}

/** The person a path names. Undefined once it was answered that there is none. */
export async function personIn({ params, res }: Asked): Promise<User | undefined> {
  const user = await findUser(params.id ?? '')
  if (!user) answerFault(res, faults.unknownUser)
  return user
}

/** The person a path names, for a change. Undefined once it was answered that there is none, or that this caller may not. */
export async function changeableIn(call: Asked): Promise<User | undefined> {
  const user = await personIn(call)
  return user && mayConcern(call.res, user.roles.includes('administrator')) ? user : undefined
}

/** Whether a caller may do something where administrators are concerned; answers where not. A key never may: one that could hand itself
 *  an administrator's link, or make somebody administrator, would be worth as much as their password. Source: OWASP ASVS 8.2.1. */
export function mayConcern(res: Asked['res'], administrators: boolean): boolean {
  if (!administrators || res.locals.caller?.scopes === 'all') return true
  answerFault(res, faults.forAdministrators)
  return false
}

/** The administrator in whose name a program acts. */
export function byProgram(req: Asked['req']): By {
  const { id, username, byKey, address } = callerOf(req)
  return { id, username, byKey, address, via: 'by API' }
}

/** Answers with a person as they are now. */
export async function answerUser(deps: Deps, res: Asked['res'], id: string): Promise<void> {
  const user = await findUser(id)
  if (!user) return answerFault(res, faults.unknownUser)
  res.json(await toUserDetails(deps, user, settingsOf(res)))
}
