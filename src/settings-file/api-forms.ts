import { z } from 'zod'
import { organizationJson, recoveryJson, smtpJson, systemJson } from '../organization/api-forms.ts'
import { wordingJson } from '../organization/template-api-forms.ts'
import { secretFields } from './document.ts'

const secret = z
  .union(
    [z.literal('keep'), z.strictObject({ value: z.string().min(1).max(8000).meta({ writeOnly: true }) })],
    'Write "keep" or {"value": "the secret"}; variables and files can be named on the command line alone',
  )
  .optional()
const kept = z.literal('keep').optional()
const secretNames = Object.values(secretFields).map(({ field }) => field)
const each = <Schema>(schema: Schema) => Object.fromEntries(secretNames.map((name) => [name, schema]))

const head = {
  latchkey: z.literal('settings', 'This is no settings document of Latchkey'),
  format: z.literal(1, 'This version reads format 1'),
}

/** A settings document as a program sends it. */
export const documentBody = z.strictObject({
  ...head,
  organization: organizationJson.part.optional(),
  smtp: smtpJson.part.extend(each(secret)).optional(),
  system: systemJson.part.optional(),
  recovery: recoveryJson.part.optional(),
  templates: z
    .record(z.string(), wordingJson.whole)
    .optional()
    .describe('Letters by kind and language, such as invitation/de'),
})

/** A settings document as a program gets it. */
export const documentShown = z.strictObject({
  ...head,
  organization: organizationJson.shown,
  smtp: smtpJson.shown.extend(each(kept)).optional(),
  system: systemJson.shown,
  recovery: recoveryJson.shown,
  templates: z.record(z.string(), wordingJson.shown),
})

/** Whether to change anything. */
export const importQuery = z.strictObject({
  dry_run: z
    .enum(['true', 'false'], 'Write true or false here')
    .optional()
    .describe('true changes nothing and says what would be'),
})

/** What became of a settings document. */
export const importAnswer = z.strictObject({
  outcome: z.enum(['unchanged', 'would-change', 'changed']),
  changes: z.array(z.string()).describe('What changed, or would, one line each'),
})
