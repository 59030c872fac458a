import { z } from 'zod'
import type { Fault } from './answers.ts'
import type { Answer } from './operation.ts'

/** What every error says. Source: WSO2's ErrorDTO; `errors` names the fields that were refused, where some were. */
export const errorBody = z
  .strictObject({
    code: z.string().min(1).describe('What happened, for programs'),
    message: z.string().min(1).describe('What kind of error it is'),
    description: z.string().min(1).describe('What happened and how to go on, for people'),
    traceId: z.string().min(1).describe('The id of the request, which the log knows'),
    errors: z
      .array(z.strictObject({ field: z.string(), message: z.string().min(1) }))
      .optional()
      .describe('The fields that were refused'),
  })
  .meta({ id: 'Error' })

/** What an error looks like that stands in a description. */
export function exampleOf({ status, ...body }: Fault): z.output<typeof errorBody> {
  return { ...body, traceId: '7d5c1e2a-93b4-4f0e-8a61-0c2f9be8d417' }
}

/** The answers of an operation that refuses with these faults: one for each status, with all codes that come with it. */
export function refusals(...faults: Fault[]): Record<number, Answer> {
  const statuses = new Set(faults.map(({ status }) => status))
  return Object.fromEntries([...statuses].map((status) => [status, refusal(faults, status)]))
}

function refusal(faults: Fault[], status: number): Answer {
  const there = faults.filter((fault) => fault.status === status)
  const codes = new Set(there.map(({ code }) => code))
  return {
    description: there.map(({ code, description }) => `${code}: ${description}`).join('. '),
    body: errorBody.extend({ code: z.enum([...codes]) }),
    examples: there.map(exampleOf),
  }
}
