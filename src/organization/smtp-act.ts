import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import type { User } from '../users/users.ts'
import type { SmtpSettings } from './settings.ts'
import type { SmtpDraft } from './smtp-drafts.ts'
import { passwordFor } from './smtp-password.ts'

/** The form as it was filled in, and who did it. */
export interface SmtpAct {
  values: Omit<SmtpSettings, 'sealedPassword' | 'testedAt'>
  typedPassword: string
  sessionId: string
  by: User
  address: string
}

type Kept = { saved: SmtpSettings | undefined; draft: SmtpDraft | undefined }

/** The password these values go with (none where they do not authenticate); undefined where it has to be typed. */
export function findPassword(
  secrets: readonly string[],
  act: SmtpAct,
  kept: Kept,
): { password: string | undefined } | undefined {
  if (act.values.authentication === 'none') return { password: undefined }
  const password = passwordFor(secrets, { endpoint: act.values, typed: act.typedPassword }, kept)
  return password === undefined ? undefined : { password }
}

/** Tells the audit log what was done with which endpoint. */
export function record(deps: Deps, act: SmtpAct, what: { action: string; outcome: 'done' | 'refused' }): Promise<void> {
  const { host, port, protection } = act.values
  return appendEntry({
    ...what,
    id: randomUUID(),
    at: deps.clock.now(),
    actor: act.by.id,
    subject: 'smtp',
    address: act.address,
    detail: `${host}:${port} ${protection}`,
  })
}
