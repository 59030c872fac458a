import type { z } from 'zod'
import { BadRequest } from '../errors.ts'
import type { Saying, Values } from '../languages/translate.ts'

export type FieldTexts = Record<string, string>
export type FieldErrors = Record<string, Saying>
export type ParsedForm<Data> = { ok: true; data: Data } | { ok: false; errors: FieldErrors; values: FieldTexts }

/** Turns a form body into typed data, or into one message per field plus what was typed (passwords left out) to show again.
 *  Throws `BadRequest` on fields the form does not have. Source: OWASP ASVS 2.2.1, 15.3.3. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, body: unknown): ParsedForm<z.output<Schema>> {
  const { _csrf, ...fields } = { ...(body as Record<string, unknown> | undefined) }
  const parsed = schema.safeParse(fields)
  if (parsed.success) return { ok: true, data: parsed.data }
  const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown) throw new BadRequest('error.unknown-field')
  const errors: FieldErrors = {}
  for (const issue of parsed.error.issues) errors[String(issue.path[0] ?? 'form')] ??= sayingOf(issue)
  return { ok: false, errors, values: typed(fields) }
}

/** What a schema finds wrong, as a saying: its message may be a key, whose values are the numbers of the issue. */
export function sayingOf(issue: z.core.$ZodIssue): Saying {
  const values: Values = {
    ...('maximum' in issue && { maximum: Number(issue.maximum) }),
    ...('params' in issue && issue.params),
  }
  return Object.keys(values).length === 0 ? issue.message : { key: issue.message, values }
}

const secretFields = new Set([
  ...['password', 'current_password', 'new_password', 'confirm_password'],
  ...['client_secret', 'refresh_token'],
])

/** What was typed, to be shown again: texts only, never a password. */
export function typed(fields: Record<string, unknown>): FieldTexts {
  const texts = Object.entries(fields).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && !secretFields.has(pair[0]),
  )
  return Object.fromEntries(texts)
}
