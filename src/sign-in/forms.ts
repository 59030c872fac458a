import { z } from 'zod'
import { password, proofFields } from '../web/fields.ts'

/** The sign-in form. Any text is taken for a name: one that cannot exist is simply unknown. */
export const signInForm = z.strictObject({
  identifier: z.string('field.one-text').trim().min(1, 'sign-in.identifier-missing').max(254, 'field.too-long'),
  password: password('sign-in.password-missing'),
  return_to: z.string('field.one-text').optional(),
  ...proofFields,
})
