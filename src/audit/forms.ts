import { z } from 'zod'

const number = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined)
const name = z.string().trim().max(254).catch('')
const day = z.iso.date().optional().catch(undefined)

const filters = {
  action: z
    .string()
    .regex(/^[a-z][a-z.-]{0,60}$/)
    .optional()
    .catch(undefined),
  outcome: z.enum(['done', 'refused']).optional().catch(undefined),
  actor: name,
  subject: name,
  from: day,
  to: day,
}

/** What the Audit log page is asked to show. Nonsense counts as not asked. */
export const auditSearch = z.object({ ...filters, older: number, newer: number })

/** The form that downloads what the page shows. */
export const exportForm = z.strictObject({ ...filters, format: z.enum(['csv', 'ndjson'], 'Choose CSV or NDJSON') })

/** Filters as they were asked for. */
export type Filters = Omit<z.output<typeof exportForm>, 'format'>

/** The button that notes the head anew: the entry the page showed. */
export const noteForm = z.strictObject({ head: z.string().max(200) })

/** A head noted down earlier, to compare the log with. */
export const headForm = z.object({ noted: z.string().trim().max(200).catch('') })
