import type { Deps } from '../deps.ts'
import { resume } from '../mail/queue.ts'
import { readSettings, type SmtpSettings, saveSmtp } from './settings.ts'
import { findPassword, record, type SmtpAct } from './smtp-act.ts'
import { dropDraft, findDraft } from './smtp-drafts.ts'
import { fingerprint, openPassword, sealPassword } from './smtp-password.ts'

export type Updated = { outcome: 'saved'; tested: boolean } | { outcome: 'password-needed' }

/** Saves the values on the screen, the password sealed, and lets waiting mail try them at once. Says whether exactly these values
 *  were tested. */
export async function updateSmtp(deps: Deps, act: SmtpAct): Promise<Updated> {
  const { secrets } = deps.config
  const { smtp: saved } = await readSettings()
  const draft = await findDraft(act.sessionId, deps.clock.now())
  const found = findPassword(secrets, act, { saved, draft })
  if (!found) return { outcome: 'password-needed' }
  const now = fingerprint(secrets, act.values, found.password)
  const testedAt = draft?.tested === now ? draft.testedAt : testedBefore(secrets, saved, now)
  await record(deps, act, { action: 'smtp.changed', outcome: 'done' })
  const sealedPassword = found.password === undefined ? undefined : sealPassword(secrets, found.password)
  await saveSmtp({ ...act.values, sealedPassword, testedAt })
  await Promise.all([dropDraft(act.sessionId), resume()])
  deps.background.wake()
  return { outcome: 'saved', tested: testedAt !== undefined }
}

function testedBefore(secrets: readonly string[], saved: SmtpSettings | undefined, now: string): Date | undefined {
  if (!saved) return undefined
  const { sealedPassword, testedAt, ...values } = saved
  const password = sealedPassword && openPassword(secrets, sealedPassword)
  return fingerprint(secrets, values, password) === now ? testedAt : undefined
}
