import { z } from 'zod'
import { isTypedTwice, newPasswordFields, notTypedTwice } from '../password-reset/forms.ts'
import { optionalLine, password } from '../web/fields.ts'

export const profileForm = z.strictObject({ given_name: optionalLine(100), family_name: optionalLine(100) })

export const changePasswordForm = z
  .strictObject({ current_password: password('Enter your current password'), ...newPasswordFields })
  .refine(isTypedTwice, notTypedTwice)
