import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import type { User } from '../users/users.ts'
import type { SmtpSettings } from './settings.ts'
import type { SmtpDraft } from './smtp-drafts.ts'
import { endpointOf, neededFor, openSecrets, type SealedSecrets, type SmtpSecrets } from './smtp-secrets.ts'

/** The values of the form, without what is secret and what is ours. */
export type SmtpValues = Omit<SmtpSettings, keyof SealedSecrets | 'testedAt'>

/** The form as it was filled in, and who did it. */
export interface SmtpAct {
  values: SmtpValues
  typed: SmtpSecrets
  sessionId: string
  by: Pick<User, 'id'>
  address: string
  /** What the audit log says beside the change. */
  note?: string | undefined
}

type Kept = { saved: SmtpSettings | undefined; draft: SmtpDraft | undefined }

/** The secrets these values go with: those typed; else those kept for exactly this endpoint, tried lately or saved. `missing` are
 *  the ones that have to be typed. */
export function findSecrets(
  secrets: readonly string[],
  { values, typed }: SmtpAct,
  { saved, draft }: Kept,
): { found: SmtpSecrets; missing: (keyof SmtpSecrets)[] } {
  const endpoint = endpointOf(values)
  const tried = openSecrets(secrets, draft?.endpoint === endpoint ? draft : undefined)
  const kept = openSecrets(secrets, saved && endpointOf(saved) === endpoint ? saved : undefined)
  const needed = neededFor[values.authentication]
  const found = Object.fromEntries(needed.map((name) => [name, typed[name] || (tried[name] ?? kept[name])]))
  return { found, missing: needed.filter((name) => found[name] === undefined) }
}

/** What the audit log is told: what was done with which endpoint, and how it went. */
export function smtpEntry(
  act: { values: Pick<SmtpValues, 'host' | 'port' | 'protection'> } & Pick<SmtpAct, 'by' | 'address' | 'note'>,
  { action, note }: { action: string; note: string },
) {
  const { host, port, protection } = act.values
  const detail = [`${host}:${port} ${protection}`, note, act.note].filter(Boolean).join(', ')
  return { action, actor: act.by.id, subject: 'smtp', address: act.address, detail }
}

/** Tells the audit log what was done with which endpoint, and how it went. */
export function record(
  deps: Deps,
  act: Parameters<typeof smtpEntry>[0],
  { outcome, ...what }: { action: string; outcome: 'done' | 'refused'; note: string },
): Promise<void> {
  return appendEntry({ ...smtpEntry(act, what), id: randomUUID(), at: deps.clock.now(), outcome })
}
