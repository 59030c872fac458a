import type { Deps } from '../deps.ts'
import { changeSettings, type SettingsChange } from './change-settings.ts'
import type { RecoverySettings } from './settings.ts'

/** The Account Recovery tab as it is to be, and who wants it so. */
export interface RecoveryAct {
  values: RecoverySettings
  by: string
  address: string
  note?: string | undefined
}

/** Saves the Account Recovery tab, and in the audit log what changed. */
export function updateRecovery(deps: Deps, act: RecoveryAct): Promise<void> {
  return changeSettings(deps, async ({ recovery }) => ({ outcome: undefined, change: recoveryChange(act, recovery) }))
}

/** What becomes of the Account Recovery tab. */
export function recoveryChange(act: RecoveryAct, recovery: RecoverySettings): SettingsChange {
  const { values, by: actor, address, note } = act
  const changes = changesBetween(named(recovery), named(values))
  const detail = [...changes, note].filter(Boolean).join(', ')
  const entry = { action: 'recovery.changed', actor, address, subject: 'recovery', detail }
  return { entries: changes.length === 0 ? [] : [entry], sections: { recovery: values } }
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
