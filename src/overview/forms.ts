import { z } from 'zod'

const count = z.int().min(0)
const delay = z.number().min(0).nullable()

const figures = {
  requested: count.describe('Resets asked for'),
  mailed: count.describe('Reset mails that the relay accepted'),
  completed: count.describe('Passwords chosen with a reset'),
  signed_in: count.describe('Sign-ins at both doors'),
  refused: count.describe('Sign-ins that were refused, at both doors'),
  delay_median_ms: delay.describe('Half of all mails were accepted within so long; null without mails'),
  delay_95_ms: delay.describe('95 of 100 mails were accepted within so long'),
}

/** Which time the figures are of. */
export const overviewQuery = z.strictObject({
  period: z.enum(['24h', '30d'], 'Write 24h or 30d here').optional().describe('By the hour, or by the day (usual)'),
})

/** The figures behind the charts of the overview. */
export const overviewAnswer = z.strictObject({
  period: z.enum(['24h', '30d']),
  users: count,
  mails_waiting: count,
  is_complete: z.boolean().describe('Whether nothing older is still being counted'),
  totals: z.strictObject(figures),
  slots: z
    .array(z.strictObject({ from: z.iso.datetime(), ...figures }))
    .describe('Each hour or day, oldest first, in UTC'),
})

const state = z.enum(['ok', 'warning', 'fault'])

/** The health list. */
export const healthAnswer = z.strictObject({
  state: state.describe('The worst of the findings'),
  findings: z.array(
    z.strictObject({
      what: z.string(),
      state,
      text: z.string(),
      advice: z.string().optional().describe('What to do'),
      href: z.string().optional().describe('The page of the console for it'),
    }),
  ),
})
