import { z } from 'zod'
import { password } from '../web/fields.ts'

/** The sign-in form. Any text is taken for a name: one that cannot exist is simply unknown. */
export const signInForm = z.strictObject({
  identifier: z
    .string('Enter one text here')
    .trim()
    .min(1, 'Enter your username or e-mail address')
    .max(254, 'Use at most 254 characters here'),
  password: password('Enter your password'),
  return_to: z.string('Enter one text here').optional(),
})
