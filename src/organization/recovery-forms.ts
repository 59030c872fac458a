import { z } from 'zod'
import { checkbox } from '../web/fields.ts'
import { wholeNumber } from './forms.ts'

const noAutoLogin =
  'A reset never signs anybody in: whoever reads the mail would be in. People sign in with the password they have just chosen. Leave this off'

/** The Account Recovery tab. WSO2's “Enable Auto Login After Password Reset” can be named, so that a configuration which sets it is told
 *  why it is refused. Source: OWASP Forgot Password Cheat Sheet, "User Resets Password". */
export const recoveryForm = z
  .strictObject({
    username_recovery: checkbox,
    code_instead_of_link: checkbox,
    password_history: wholeNumber({ min: 0, max: 10 }),
    forced_reset_link: checkbox,
    forced_reset_code: checkbox,
    forced_reset_offline_code: checkbox,
    notify_user_existence: checkbox,
    notify_recovery_email_existence: checkbox,
    notify_user_account_status: checkbox,
    auto_login: checkbox,
  })
  .refine(({ auto_login }) => !auto_login, { path: ['auto_login'], message: noAutoLogin, when: isTicked })

export type RecoveryForm = z.output<typeof recoveryForm>

/** Says so also where other fields have faults. */
function isTicked({ value }: { value: unknown }): boolean {
  return (value as { auto_login?: unknown } | null)?.auto_login === true
}
