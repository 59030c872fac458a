import { z } from 'zod'
import { knownActions } from './words.ts'

const text = z.string()
const name = z.string().trim().min(1).max(254).optional()
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const moment = z.iso.datetime()
const outcomes = ['done', 'refused'] as const

const filters = {
  action: z
    .enum(knownActions.map(({ action }) => action))
    .optional()
    .describe('What happened'),
  outcome: z.enum(outcomes).optional(),
  actor: name.describe('Who did it: a username, an e-mail address, an id, or a word such as system'),
  subject: name.describe('To whom or what: as actor'),
  from: z.iso.date().optional().describe('The first day, in UTC'),
  to: z.iso.date().optional().describe('The last day, in UTC'),
}

/** Which entries a program asks for; everything left out fits. */
export const entriesQuery = z.strictObject({
  ...filters,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'This is no cursor')
    .optional()
    .describe('`next` of the page before'),
  limit: z.coerce.number<string>().int().min(1).max(100).default(30).describe('How many entries at most'),
})

/** Which entries a program takes away, and as what. */
export const exportQuery = z.strictObject({
  ...filters,
  format: z
    .enum(['ndjson', 'csv'])
    .default('ndjson')
    .describe('ndjson holds entries whole, so that the chain can be checked elsewhere'),
})

/** What an export is: lines of text. */
export const exportedText = z.string()

const entry = z.strictObject({
  number: z.int().min(1),
  at: moment,
  action: text,
  outcome: z.enum(outcomes),
  what: text.describe('What happened, in plain words'),
  actor: text.describe('Who did it: the id of a person, or a word such as system; empty where nobody is known'),
  actor_name: text.nullable().describe('The username, where it is a person'),
  subject: text,
  subject_name: text.nullable(),
  address: text.describe('Where it came from'),
  detail: text.nullable(),
})

/** An entry of the audit log. */
export const entryBody = entry.meta({ id: 'AuditEntry' })

/** An entry with its place in the chain. */
export const chainedEntryBody = entry
  .extend({
    event: text.describe('The id of what happened'),
    previous_hash: z.union([hash, z.literal('')]).describe('The hash of the entry before; empty for the first'),
    hash: hash.describe('SHA-256 over the previous hash and this entry'),
  })
  .meta({ id: 'ChainedAuditEntry' })

/** A page of entries. */
export const entriesBody = z
  .strictObject({
    items: z.array(entryBody),
    next: text.nullable().describe('The cursor of the next page; null where this is the last'),
  })
  .meta({ id: 'AuditEntries' })

/** What the latest check of the chain found, and how far it is. */
export const verificationBody = z
  .strictObject({
    state: z
      .enum(['never', 'running', 'whole', 'unsealed', 'damaged'])
      .describe('unsealed: every entry is whole, but the note of the newest one carries another seal'),
    found: text.nullable().describe('The verdict in plain words; null until there is one'),
    started_at: moment.nullable(),
    started_by: text.nullable().describe('The id of who began it'),
    finished_at: moment.nullable(),
    checked: z.int().min(0).describe('How many entries were checked so far'),
    up_to: z.int().min(0).describe('The newest entry when the check began'),
    head: z
      .strictObject({ number: z.int().min(1), hash })
      .nullable()
      .describe('The newest entry now, to be noted elsewhere and compared later'),
  })
  .meta({ id: 'AuditVerification' })

/** The entry whose note shall be made anew. */
export const headBody = z.strictObject({ number: z.int().min(1), hash }).meta({ id: 'AuditHead' })
