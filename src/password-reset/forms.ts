import { z } from 'zod'
import { line, password } from '../web/fields.ts'

/** The forgotten-password form: one field for an e-mail address or a username. */
export const forgotForm = z.strictObject({
  identifier: line(254, 'Enter your e-mail address or username'),
  return_to: z.string('field.one-text').optional(),
})

/** A new password, typed twice; the same on every page where one is chosen. */
export const newPasswordFields = {
  new_password: password('passwords.missing'),
  confirm_password: z.string('field.one-text'),
}

/** Whether the password was typed twice the same, to the letter. */
export function isTypedTwice(form: { new_password: string; confirm_password: string }): boolean {
  return form.new_password === form.confirm_password
}

/** Says so under the second field, also where other fields have faults. */
export const notTypedTwice = {
  path: ['confirm_password'],
  message: 'passwords.not-the-same',
  when: () => true,
}

/** The page a link opens. */
export const choosePasswordForm = z.strictObject(newPasswordFields).refine(isTypedTwice, notTypedTwice)
