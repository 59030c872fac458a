import { z } from 'zod'

const values = z.record(z.string(), z.unknown(), 'Write a section with its fields here, or leave it out')
const wordingNeeded = 'Write an object with subject, heading and message here'
const wording = z.strictObject({ subject: z.unknown(), heading: z.unknown(), message: z.unknown() }, wordingNeeded)

/** The outer shape of a settings file; what stands in its sections is for the console's own forms to say. */
export const settingsForm = z.strictObject({
  latchkey: z.literal('settings', 'This is no settings file of Latchkey'),
  format: z.literal(1, 'This version reads format 1'),
  organization: values.optional(),
  smtp: values.optional(),
  system: values.optional(),
  recovery: values.optional(),
  templates: z.record(z.string(), wording, 'Write an object of letters here, or leave it out').optional(),
})

export type SettingsFile = z.output<typeof settingsForm>

/** Where the value of a secret is. Never the value itself: settings files end up in version control. */
export const referenceForm = z.union(
  [
    z.literal('keep'),
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
    z.strictObject({ file: z.string().min(1) }),
  ],
  'Write "keep", {"env": "A_VARIABLE"} or {"file": "a/path"}, never the secret itself',
)
