import type { Deps } from '../deps.ts'
import { resume } from '../mail/queue.ts'
import { readSettings, type SmtpSettings, saveSmtp } from './settings.ts'
import { findSecrets, record, type SmtpAct } from './smtp-act.ts'
import { dropDraft, findDraft } from './smtp-drafts.ts'
import { fingerprint, openSecrets, type SmtpSecrets, sealSecrets } from './smtp-secrets.ts'

export type Updated =
  | { outcome: 'saved'; tested: boolean }
  | { outcome: 'secrets-needed'; missing: (keyof SmtpSecrets)[] }

/** Saves the values on the screen, the secrets sealed, and lets waiting mail try them at once. Says whether exactly these values
 *  were tested. */
export async function updateSmtp(deps: Deps, act: SmtpAct): Promise<Updated> {
  const { secrets } = deps.config
  const { smtp: saved } = await readSettings()
  const draft = await findDraft(act.sessionId, deps.clock.now())
  const { found, missing } = findSecrets(secrets, act, { saved, draft })
  if (missing.length > 0) return { outcome: 'secrets-needed', missing }
  const now = fingerprint(secrets, act.values, found)
  const testedAt = draft?.tested === now ? draft.testedAt : testedBefore(secrets, saved, now)
  await record(deps, act, { action: 'smtp.changed', outcome: 'done', note: testedAt ? 'tested' : 'not tested' })
  await saveSmtp({ ...act.values, ...sealSecrets(secrets, found), testedAt })
  await Promise.all([dropDraft(act.sessionId), resume(deps.clock.now())])
  deps.background.wake()
  return { outcome: 'saved', tested: testedAt !== undefined }
}

function testedBefore(secrets: readonly string[], saved: SmtpSettings | undefined, now: string): Date | undefined {
  if (!saved) return undefined
  const { sealedPassword, sealedClientSecret, sealedRefreshToken, testedAt, ...values } = saved
  return fingerprint(secrets, values, openSecrets(secrets, saved)) === now ? testedAt : undefined
}
