import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { type RecoverySettings, readSettings, saveRecovery } from './settings.ts'

/** Saves the Account Recovery tab, and in the audit log what changed. */
export async function updateRecovery(
  deps: Deps,
  act: { values: RecoverySettings; by: string; address: string; note?: string | undefined },
): Promise<void> {
  const { values, by: actor, address, note } = act
  const { recovery } = await readSettings()
  const detail = [...changesBetween(named(recovery), named(values)), note].filter(Boolean).join(', ') || undefined
  const entry = { at: deps.clock.now(), action: 'recovery.changed', outcome: 'done' as const, actor, address }
  await appendEntry({ ...entry, id: randomUUID(), subject: 'recovery', detail })
  await saveRecovery(values)
}

function changesBetween(was: Record<string, number | boolean>, is: Record<string, number | boolean>): string[] {
  return Object.entries(is)
    .filter(([name, value]) => was[name] !== value)
    .map(([name, value]) => `${name} ${value === true ? 'on' : value === false ? 'off' : value}`)
}

function named(recovery: RecoverySettings): Record<string, number | boolean> {
  const { forcedReset } = recovery
  return {
    'username recovery': recovery.usernameRecovery,
    'code instead of link': recovery.codeInsteadOfLink,
    'password history': recovery.passwordHistory,
    'forced reset by link': forcedReset.link,
    'forced reset by code': forcedReset.code,
    'forced reset by offline code': forcedReset.offlineCode,
    notify_user_existence: recovery.notifyUserExistence,
    notify_recovery_email_existence: recovery.notifyRecoveryEmailExistence,
    notify_user_account_status: recovery.notifyUserAccountStatus,
  }
}
