import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { LetterRow } from '../mail/queue.ts'
import { readSettings } from '../organization/settings.ts'
import { takeQuota } from '../security/quota.ts'
import { digestToken, isToken } from '../security/tokens.ts'
import { endSessionsOf } from '../sessions/store.ts'
import type { PersonEvent } from '../users/model.ts'
import { activeAdministrators } from '../users/users.ts'
import { resetReportedLetter } from './mails.ts'
import { endReported, findReportable, type Reportable } from './reports.ts'

/** A mail may be read long after its link expired. */
const reportableMs = 24 * 60 * 60_000
/** Administrators get one letter per person concerned in so long, and so many in all: nobody shall be able to flood them. The audit log has
 *  every report. */
const quietMs = 60 * 60_000
const lettersInAll = 10

/** Whether a “This was not me” link can still end something. A look changes nothing. */
export async function isReportable(deps: Deps, token: unknown): Promise<boolean> {
  return (await find(deps, token)) !== undefined
}

/** Ends a reset that its owner did not ask for: the link and the code die, letters with them do not leave any more, administrators are told
 *  (in the audit log always, by letter within limits) and, where wished, every session of the person ends; one write decides. Nobody
 *  has to sign in for it. Source: OWASP ASVS 6.3.7; NIST SP 800-63B-4 §4.6. */
export async function reportNotMe(
  deps: Deps,
  input: { token: unknown; endSessions: boolean; address: string },
): Promise<'reported' | 'dead-link'> {
  const { token, endSessions, address } = input
  const found = await find(deps, token)
  if (!found) return 'dead-link'
  const { user, proof, toldAt } = found
  const at = deps.clock.now()
  const isTold = await mayTell(toldAt, at)
  const tell = (action: string): PersonEvent => {
    const entry = { at, action, outcome: 'done' as const, actor: user.id, subject: user.id, address }
    return { id: randomUUID(), entry }
  }
  const reported = { ...tell('password-reset.reported'), endsLinks: true }
  const alerts = isTold ? await alertsFor(deps, { id: reported.id, found, address }) : []
  const events = [{ ...reported, alerts }, ...(endSessions ? [tell('sessions.ended')] : [])]
  const told = { endSessions, toldAt: isTold ? at : undefined }
  if (!(await endReported({ userId: user.id, proof, events }, told))) return 'dead-link'
  if (endSessions) await endSessionsOf(user.id)
  deps.background.wake()
  return 'reported'
}

async function find(deps: Deps, token: unknown): Promise<Reportable | undefined> {
  const after = new Date(deps.clock.now().getTime() - reportableMs)
  return isToken(token) ? findReportable(digestToken(token), after) : undefined
}

async function mayTell(toldAt: Date | undefined, now: Date): Promise<boolean> {
  if (toldAt && now.getTime() - toldAt.getTime() < quietMs) return false
  return takeQuota({ name: 'reset reports', limit: lettersInAll, windowMs: quietMs, now })
}

async function alertsFor(deps: Deps, report: { id: string; found: Reportable; address: string }): Promise<LetterRow[]> {
  const { id, found, address } = report
  const settings = await readSettings()
  const draft = { settings, reporter: found.user.username, askedAt: found.proof.issuedAt, address }
  const administrators = await activeAdministrators()
  return administrators.map((to) => resetReportedLetter(deps, { ...draft, id: `${id}-${to.id}`, to }))
}
