import { z } from 'zod'
import { wholeNumber } from '../organization/forms.ts'
import { checkbox, line } from '../web/fields.ts'
import { longestLifeDays, usualLifeDays } from './make-key.ts'
import { type Scope, scopes } from './scopes.ts'

const name = line(60, 'Enter a name: the audit log calls the key by it')
const nothingTicked = 'Choose at least one thing the key may do'
const boxes = Object.fromEntries(scopes.map((scope) => [boxOf(scope), checkbox]))

/** The form for a new key: one box for each scope. */
export const keyForm = z
  .strictObject({ name, life_days: wholeNumber({ min: 1, max: longestLifeDays }), ...boxes })
  .refine((form) => tickedIn(form).length > 0, { path: ['scopes'], error: nothingTicked, when: () => true })
  .transform((form) => ({ name: form.name, lifeDays: form.life_days, scopes: tickedIn(form) }))

/** The name of the box for a scope: no field of a form has a colon in its name. */
export function boxOf(scope: Scope): string {
  return `may_${scope.replace(':', '_')}`
}

function tickedIn(form: Record<string, unknown>): Scope[] {
  return scopes.filter((scope) => form[boxOf(scope)] === true || form[boxOf(scope)] === 'on')
}

const scopeList = z
  .array(z.enum(scopes))
  .min(1, nothingTicked)
  .max(scopes.length)
  .refine((all) => new Set(all).size === all.length, 'Name each scope once')

/** What a program sends for a new key. */
export const newKeyBody = z
  .strictObject({
    name: name.describe('What the audit log calls the key'),
    scopes: scopeList.describe('What the key may do'),
    life_days: z.int().min(1).max(longestLifeDays).default(usualLifeDays).describe('How many days it works'),
  })
  .meta({ id: 'NewApiKey' })

const moment = z.iso.datetime()
const key = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  owner: z.strictObject({ id: z.string(), username: z.string().nullable() }).describe('In whose name it acts'),
  state: z
    .enum(['good', 'expired', 'revoked', 'owner-changed'])
    .describe('owner-changed: its owner’s password, role or sessions are others than when it was made'),
  created_at: moment,
  expires_at: moment,
  last_used_at: moment.nullable().describe('To the hour'),
  revoked_at: moment.nullable(),
})

/** A key as the API tells of it. */
export const keyBody = key.meta({ id: 'ApiKey' })

/** A key just made: the only time its text is told. */
export const madeKeyBody = key
  .extend({
    key: z
      .string()
      .regex(/^lk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/)
      .describe('The key itself, this once'),
  })
  .meta({ id: 'NewlyMadeApiKey' })

/** The list of keys. */
export const keysBody = z.strictObject({ items: z.array(keyBody) }).meta({ id: 'ApiKeys' })
