import { z } from 'zod'
import { checkbox, line, optionalLine } from '../web/fields.ts'

/** The Organization tab. A logo comes beside the form, as a file. */
export const appearanceForm = z.strictObject({
  name: line(100, 'Enter the name people know your organisation by'),
  support_contact: optionalLine(200),
  brand_color: z
    .string('Enter one colour here')
    .trim()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, 'Enter a colour such as #0f5a47'),
  remove_logo: checkbox,
})
