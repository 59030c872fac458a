import { z } from 'zod'
import { isLanguage, type Language } from '../languages/names.ts'
import { isTypedTwice, newPasswordFields, notTypedTwice } from '../password-reset/forms.ts'
import { mailAddress, optionalLine, password } from '../web/fields.ts'

const currentPassword = password('account.current-password.missing')

export const profileForm = z.strictObject({ given_name: optionalLine(100), family_name: optionalLine(100) })

export const changePasswordForm = z
  .strictObject({ current_password: currentPassword, ...newPasswordFields })
  .refine(isTypedTwice, notTypedTwice)

export const newEmailForm = z.strictObject({
  email: mailAddress('account.email.missing'),
  current_password: currentPassword,
})

/** Which session shall end, by its id; or all but this one. */
export const endSessionForm = z.strictObject({
  session: z.string('account.sessions.missing').regex(/^(?:others|[0-9a-f]{64})$/, 'account.sessions.missing'),
  current_password: currentPassword,
})

export const languageForm = z.strictObject({
  language: z.custom<Language>(isLanguage, 'account.language.missing'),
})

const edge = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined)

/** Which page of the activity is asked for. Nonsense counts as not asked. */
export const activityPage = z.object({ older: edge, newer: edge })
