import { z } from 'zod'
import { isTypedTwice, newPasswordFields, notTypedTwice } from '../password-reset/forms.ts'
import { mailAddress, optionalLine, username } from '../web/fields.ts'

/** The first administrator. */
export const administratorForm = z
  .strictObject({
    username,
    given_name: optionalLine(100),
    family_name: optionalLine(100),
    email: mailAddress('Enter your e-mail address'),
    ...newPasswordFields,
  })
  .refine(isTypedTwice, notTypedTwice)
