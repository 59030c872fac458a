import { appendEntry } from '../audit/log.ts'
import { isDatabaseAway } from '../database/away.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen, readSettings, type Settings } from '../organization/settings.ts'
import { networkOf } from '../security/network.ts'
import { giveBack, takeQuota } from '../security/quota.ts'
import { findByIdentifier, type User } from '../users/users.ts'
import { prepareReset } from './prepare-reset.ts'
import { remindUsername } from './remind-username.ts'
import { dropRequest, leaseRequest, type ResetRequest } from './requests.ts'
import { issueProof, type LetterLimit, mayIssue } from './reset-tokens.ts'
import { refused, type Verdict } from './verdict.ts'

// With a poll of a second or two a request whose worker died is in other hands within half a minute.
const leaseMs = 25_000
const minute = 60_000
/** A request that cannot be answered, though the database is there, is tried for so long. */
const patienceMs = 5 * minute
/** The window the three limits count in. Source: the bar's R4: at most three letters for a person in 15 minutes. */
const windowMs = 15 * minute

/** Answers the request that has waited longest, for a reset mail or for a username: finds the person, weighs the limits, and issues the
 *  link and its letter in one write. Whatever the reason, a request that leads to no letter leaves the person's record and live link untouched. One that
 *  cannot be answered holds up no other: it comes again when its lease ends, and after five minutes the audit log says so.
 *  Returns whether there was a request; throws while the database is away. `tokenDigest` names one that cannot wait its turn. */
export async function sendReset(deps: Deps, tokenDigest?: string): Promise<boolean> {
  const request = await leaseRequest(deps.clock.now(), leaseMs, tokenDigest)
  if (!request) return false
  const verdict = await answer(deps, request, await readSettings()).catch((error) => afterFault(deps, request, error))
  if (verdict.outcome === 'unanswered') return true
  if (verdict.outcome === 'refused') await recordRefusal(deps, request, verdict)
  await dropRequest(request.id)
  return true
}

function afterFault({ clock, log }: Deps, request: ResetRequest, error: unknown): Verdict | { outcome: 'unanswered' } {
  if (isDatabaseAway(error)) throw error
  log.error('reset-request-cannot-be-answered', { request: request.id, error })
  const isHopeless = clock.now().getTime() - request.askedAt.getTime() >= patienceMs
  return isHopeless ? refused('a fault of this server, which its log explains') : { outcome: 'unanswered' }
}

async function answer(deps: Deps, request: ResetRequest, settings: Settings): Promise<Verdict> {
  if (request.wants === 'username') return remindUsername(deps, { request, settings, windowMs })
  if (!isResetOpen(settings)) return refused('reset is off')
  const { perClient } = settings.system.resetLimits
  const window = { windowMs, now: request.askedAt }
  const client = `reset client ${request.askedBy ?? networkOf(request.address)}`
  if (!(await takeQuota({ ...window, name: client, limit: perClient }))) return refused('limit for this client')
  // Whoever changed between the look and the write is looked at again: a role given meanwhile decides, too.
  for (;;) {
    const verdict = await answerPerson(deps, request, settings)
    if (verdict !== 'overtaken') return verdict
  }
}

async function answerPerson(deps: Deps, request: ResetRequest, settings: Settings): Promise<Verdict | 'overtaken'> {
  const user = await findByIdentifier(request.identifier)
  if (!user) return refused('nobody is known by what was typed')
  if (user.status === 'disabled') return refused('account is disabled', user)
  if (request.tokenDigest && user.status === 'invited') return refused('account has no password yet', user)
  if (request.byKey && user.roles.includes('administrator'))
    return refused('a key opens no account of an administrator', user)
  const { perPerson, everyone } = settings.system.resetLimits
  const window = { windowMs, now: request.askedAt }
  const limit = { letters: perPerson, after: new Date(deps.clock.now().getTime() - windowMs) }
  const mayHaveOne = await mayIssue({ userId: user.id, requestId: request.id, limit })
  if (!mayHaveOne) return refused('limit for this person', user)
  // Only letters count here, and never an administrator's: strangers shall not be able to use up what people need.
  const counted = { ...window, name: 'reset everyone' }
  if (!request.askedBy && !(await takeQuota({ ...counted, limit: everyone })))
    return refused('limit for everyone', user)
  const verdict = await issue(deps, { request, user, settings, limit })
  if (verdict === 'overtaken' && !request.askedBy) await giveBack(counted)
  return verdict
}

async function issue(
  deps: Deps,
  due: { request: ResetRequest; user: User; settings: Settings; limit: LetterLimit },
): Promise<Verdict | 'overtaken'> {
  const { request, user, limit } = due
  const { proof, event } = await prepareReset(deps, due)
  const outcome = await issueProof({ was: user, requestId: request.id, proof, event, limit })
  if (outcome === 'overtaken') return outcome
  return outcome === 'limit' ? refused('limit for this person', user) : { outcome: 'issued' }
}

async function recordRefusal(
  deps: Deps,
  request: ResetRequest,
  verdict: { reason: string; userId: string | undefined },
) {
  await appendEntry({
    id: `${request.id}-refused`,
    at: deps.clock.now(),
    action: request.wants === 'username' ? 'username.reminded' : 'password-reset.link-issued',
    outcome: 'refused',
    actor: request.askedBy ?? 'anonymous',
    subject: verdict.userId ?? '',
    address: request.address,
    detail: verdict.reason,
  })
}
