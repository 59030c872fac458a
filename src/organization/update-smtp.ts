import type { Deps } from '../deps.ts'
import { resume } from '../mail/queue.ts'
import { changeSettings, type SettingsChange } from './change-settings.ts'
import type { SmtpSettings } from './settings.ts'
import { findSecrets, type SmtpAct, smtpEntry } from './smtp-act.ts'
import { dropDraft, findDraft } from './smtp-drafts.ts'
import { fingerprint, openSecrets, type SmtpSecrets, sealSecrets } from './smtp-secrets.ts'

export type Updated =
  | { outcome: 'saved'; tested: boolean }
  | { outcome: 'secrets-needed'; missing: (keyof SmtpSecrets)[] }

/** Saves the values on the screen, the secrets sealed, and lets waiting mail try them at once. Says whether exactly these values
 *  were tested. */
export function updateSmtp(deps: Deps, act: SmtpAct): Promise<Updated> {
  return changeSettings(deps, async ({ smtp }) => {
    const { change, ...outcome } = await smtpChange(deps, act, smtp)
    return { outcome, change }
  })
}

/** What becomes of the SMTP server configuration; no `change` where secrets have to be typed first. */
export async function smtpChange(
  deps: Deps,
  act: SmtpAct,
  saved: SmtpSettings | undefined,
): Promise<Updated & { change?: SettingsChange }> {
  const { secrets } = deps.config
  const draft = await findDraft(act.sessionId, deps.clock.now())
  const { found, missing } = findSecrets(secrets, act, { saved, draft })
  if (missing.length > 0) return { outcome: 'secrets-needed', missing }
  const now = fingerprint(secrets, act.values, found)
  const isSame = saved !== undefined && fingerprintOf(secrets, saved) === now
  const testedAt = draft?.tested === now ? draft.testedAt : isSame ? saved.testedAt : undefined
  const isTold = !isSame || testedAt?.getTime() !== saved.testedAt?.getTime()
  const entry = smtpEntry(act, { action: 'smtp.changed', note: testedAt ? 'tested' : 'not tested' })
  const change = {
    entries: isTold ? [entry] : [],
    sections: { smtp: { ...act.values, ...sealSecrets(secrets, found), testedAt } },
    follow: async () => {
      await Promise.all([dropDraft(act.sessionId), resume(deps.clock.now())])
      deps.background.wake()
    },
  }
  return { outcome: 'saved', tested: testedAt !== undefined, change }
}

function fingerprintOf(secrets: readonly string[], saved: SmtpSettings): string {
  const { sealedPassword, sealedClientSecret, sealedRefreshToken, testedAt, ...values } = saved
  return fingerprint(secrets, values, openSecrets(secrets, saved))
}
