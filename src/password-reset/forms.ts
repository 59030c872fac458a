import { z } from 'zod'
import { checkbox, line, password, proofFields } from '../web/fields.ts'
import { plainDigits } from './plain-digits.ts'

/** The forgotten-password form: one field for an e-mail address or a username. */
export const forgotForm = z.strictObject({
  identifier: line(254, 'reset.forgot.missing'),
  return_to: z.string('field.one-text').optional(),
  ...proofFields,
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

/** The mailed code, however it is spelled. */
export const codeForm = z.strictObject({
  code: line(100, 'reset.code.missing')
    .transform(plainDigits)
    .refine((digits) => digits === '' || /^[0-9]{8}$/.test(digits), 'reset.code.eight-digits'),
})

/** “This was not me”. */
export const notMeForm = z.strictObject({ end_sessions: checkbox })
