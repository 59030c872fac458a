import type { Deps } from '../deps.ts'
import type { Settings } from '../organization/settings.ts'
import { takeQuota } from '../security/quota.ts'
import { noteEvent } from '../users/changes.ts'
import { findByIdentifier } from '../users/users.ts'
import { usernameLetter } from './mails.ts'
import type { ResetRequest } from './requests.ts'
import { refused, type Verdict } from './verdict.ts'

/** Whether usernames can be mailed: an administrator allowed it, and there is a relay to mail through. */
export function mayRemind({ recovery, smtp }: Settings): boolean {
  return recovery.usernameRecovery && smtp !== undefined
}

/** Answers a request for a username: queues the letter that says it to the mailbox on record, under limits as large as those of reset mails
 *  and counted apart from them. The same request twice makes one letter. */
export async function remindUsername(
  deps: Deps,
  due: { request: ResetRequest; settings: Settings; windowMs: number },
): Promise<Verdict> {
  const { request, settings, windowMs } = due
  if (!mayRemind(settings)) return refused('username recovery is off')
  const { perClient, perPerson } = settings.system.resetLimits
  const { id, askedAt, askedBy = '', address } = request
  const window = { windowMs, now: askedAt }
  const forClient = { ...window, name: `username client ${askedBy}`, limit: perClient }
  if (!(await takeQuota(forClient))) return refused('limit for this client')
  const user = await findByIdentifier(request.identifier)
  if (!user) return refused('nobody is known by what was typed')
  if (user.status === 'disabled') return refused('account is disabled', user)
  const forPerson = { ...window, name: `username mails of ${user.id}`, limit: perPerson }
  if (!(await takeQuota(forPerson))) return refused('limit for this person', user)
  const letter = usernameLetter(deps, { id, user, settings, askedAt })
  const entry = { at: deps.clock.now(), action: 'username.reminded', outcome: 'done' as const }
  await noteEvent(user.id, { id, letter, entry: { ...entry, actor: askedBy, subject: user.id, address } })
  return { outcome: 'issued' }
}
