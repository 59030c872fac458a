import type { RecoveryForm } from './recovery-forms.ts'
import type { RecoverySettings } from './settings.ts'

/** The settings a filled-in Account Recovery form stands for. */
export function toRecovery(form: RecoveryForm): RecoverySettings {
  return {
    usernameRecovery: form.username_recovery,
    codeInsteadOfLink: form.code_instead_of_link,
    passwordHistory: form.password_history,
    forcedReset: {
      link: form.forced_reset_link,
      code: form.forced_reset_code,
      offlineCode: form.forced_reset_offline_code,
    },
    notifyUserExistence: form.notify_user_existence,
    notifyRecoveryEmailExistence: form.notify_recovery_email_existence,
    notifyUserAccountStatus: form.notify_user_account_status,
  }
}

/** What is saved, by the names of the form's fields. */
export function toValues(recovery: RecoverySettings): Omit<RecoveryForm, 'auto_login'> {
  const { forcedReset } = recovery
  return {
    username_recovery: recovery.usernameRecovery,
    code_instead_of_link: recovery.codeInsteadOfLink,
    password_history: recovery.passwordHistory,
    forced_reset_link: forcedReset.link,
    forced_reset_code: forcedReset.code,
    forced_reset_offline_code: forcedReset.offlineCode,
    notify_user_existence: recovery.notifyUserExistence,
    notify_recovery_email_existence: recovery.notifyRecoveryEmailExistence,
    notify_user_account_status: recovery.notifyUserAccountStatus,
  }
}

/** The form as it is shown for saved settings: boxes that are not ticked have no field. */
export function toFields(recovery: RecoverySettings): Record<string, string> {
  const filled = Object.entries(toValues(recovery)).filter(([, value]) => value !== false)
  return Object.fromEntries(filled.map(([name, value]) => [name, value === true ? 'on' : String(value)]))
}
