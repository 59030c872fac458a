import type { Deps } from '../deps.ts'
import { sendTest } from '../mail/send-test.ts'
import { takeQuota } from '../security/quota.ts'
import { displayName } from '../users/names.ts'
import { toMailSettings } from './mail-settings.ts'
import { readSettings, type SmtpSettings } from './settings.ts'
import { findPassword, record, type SmtpAct } from './smtp-act.ts'
import { findDraft, keepDraft, type SmtpDraft } from './smtp-drafts.ts'
import { endpointOf, fingerprint, sealPassword } from './smtp-password.ts'

export type Tested =
  | { outcome: 'succeeded'; to: string; reply: string }
  | { outcome: 'failed'; reason: string; advice: string }
  | { outcome: 'password-needed' }
  | { outcome: 'too-many' }

/** A test opens connections wherever the form says, so it shall not serve to scan a network. Source: OWASP ASVS 2.4.1. */
const testLimit = { limit: 5, windowMs: 60_000 }

/** Tries the values on the screen by sending one real mail, and saves nothing. A password that was typed is kept for this session
 *  and this endpoint for ten minutes, so that it need not be typed again for saving. */
export async function testSmtp(deps: Deps, act: SmtpAct & { recipient: string }): Promise<Tested> {
  const { secrets } = deps.config
  const settings = await readSettings()
  const startedAt = deps.clock.now()
  const found = findPassword(secrets, act, { saved: settings.smtp, draft: await findDraft(act.sessionId, startedAt) })
  if (!found) return { outcome: 'password-needed' }
  const { password } = found
  const within = await takeQuota({ ...testLimit, name: `smtp test ${act.by.id}`, now: startedAt })
  if (!within) return { outcome: 'too-many' }
  const to = { name: displayName(act.by), address: act.recipient || act.by.email }
  const result = await sendTest(deps, {
    settings: toMailSettings(act.values, password),
    to,
    askedBy: act.by.username,
    organizationName: settings.organizationName,
    supportContact: settings.supportContact,
    language: act.by.language,
  })
  const succeeded = result.outcome === 'succeeded'
  const now = deps.clock.now()
  await keepDraft(act.sessionId, toDraft(deps, { act, password, saved: settings.smtp, succeeded }), now)
  await record(deps, act, { action: 'smtp.tested', outcome: succeeded ? 'done' : 'refused' })
  return succeeded ? { outcome: 'succeeded', to: to.address, reply: result.reply } : result
}

/** A password that failed does not come before the one saved for the same endpoint: it may be the mistake. */
function toDraft(
  { config: { secrets }, clock }: Deps,
  tried: { act: SmtpAct; password: string | undefined; saved: SmtpSettings | undefined; succeeded: boolean },
): SmtpDraft {
  const { act, password, saved, succeeded } = tried
  const endpoint = endpointOf(act.values)
  const savedForIt = saved?.sealedPassword !== undefined && endpointOf(saved) === endpoint
  const keeps = password !== undefined && (succeeded || !savedForIt)
  return {
    endpoint,
    sealedPassword: keeps ? sealPassword(secrets, password) : undefined,
    ...(succeeded && { tested: fingerprint(secrets, act.values, password), testedAt: clock.now() }),
  }
}
