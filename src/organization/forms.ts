import { z } from 'zod'
import { checkbox } from '../web/fields.ts'

/** The System Configuration tab. */
export const systemForm = z.strictObject({
  self_service_password_reset: checkbox,
  link_lifetime_minutes: wholeNumber({ min: 10, max: 60 }),
  notify_on_success: checkbox,
  minimum_password_length: wholeNumber({ min: 8, max: 64 }),
  limit_per_person: wholeNumber({ min: 1, max: 100 }),
  limit_per_client: wholeNumber({ min: 1, max: 1_000_000 }),
  limit_everyone: wholeNumber({ min: 1, max: 1_000_000 }),
  guesses_per_hour: wholeNumber({ min: 5, max: 100 }),
  failed_names_per_network: wholeNumber({ min: 10, max: 1_000_000 }),
  proof_of_work: checkbox,
  proof_after_names: wholeNumber({ min: 3, max: 1_000_000 }),
  proof_after_requests: wholeNumber({ min: 3, max: 1_000_000 }),
  session_idle_minutes: wholeNumber({ min: 5, max: 1440 }),
  session_hours: wholeNumber({ min: 1, max: 720 }),
  console_idle_minutes: wholeNumber({ min: 5, max: 60 }),
  console_hours: wholeNumber({ min: 1, max: 24 }),
})

export type SystemForm = z.output<typeof systemForm>

/** A whole number within limits, written in digits. */
export function wholeNumber({ min, max }: { min: number; max: number }) {
  const message = `Enter a whole number from ${min} to ${max}`
  return z
    .string('Enter one text here')
    .trim()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
    .meta({ type: 'integer', minimum: min, maximum: max })
}
