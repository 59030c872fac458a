import { z } from 'zod'

const states = ['queued', 'sent', 'failed', 'expired', 'cancelled'] as const
const id = z.string().min(1).max(100).optional().catch(undefined)

/** What the Mail page is asked to show. Nonsense counts as not asked. */
export const mailSearch = z.object({
  state: z.enum(states).optional().catch(undefined),
  kind: z
    .string()
    .regex(/^[a-z][a-z-]{0,60}$/)
    .optional()
    .catch(undefined),
  recipient: z.string().trim().max(254).catch(''),
  older: id,
  newer: id,
})
