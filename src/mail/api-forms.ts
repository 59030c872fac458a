import { z } from 'zod'
import { kinds } from './words.ts'

const states = ['queued', 'sent', 'failed', 'expired', 'cancelled'] as const
const moment = z.iso.datetime()
const text = z.string()

/** Which letters a program asks for; everything left out fits. */
export const lettersQuery = z.strictObject({
  state: z.enum(states).optional(),
  kind: z.enum(Object.keys(kinds)).optional().describe('What the letter is for'),
  recipient: z.string().trim().min(1).max(254).optional().describe('The start of an e-mail address'),
  cursor: z.string().min(1).max(100).optional().describe('`next` of the page before'),
  limit: z.coerce.number<string>().int().min(1).max(100).default(25).describe('How many letters at most'),
})

const letter = z.strictObject({
  id: text,
  kind: text,
  to: z.strictObject({ name: text, address: text }),
  user_id: text,
  language: text,
  state: z.enum(states),
  on_its_way: z.boolean().describe('Whether a worker hands it to the relay right now'),
  failed_tries: z.int().min(0),
  queued_at: moment,
  next_try_at: moment.nullable().describe('null where it does not wait'),
  last_try_at: moment.nullable(),
  ended_at: moment.nullable().describe('When it was accepted, refused, cancelled or expired'),
  worth_sending_until: moment,
  last_reply: text.describe('The last words of the mail server'),
  message_id: text,
})

/** A letter as the API tells of it: neither its words nor its link. */
export const letterBody = letter.meta({ id: 'Letter' })

/** A letter with its tries. */
export const letterWithTriesBody = letter
  .extend({
    tries: z
      .array(z.strictObject({ at: moment, reply: text }))
      .describe('The latest 20 tries, oldest first, and what the mail server said to each'),
  })
  .meta({ id: 'LetterWithTries' })

/** A page of letters. */
export const lettersBody = z
  .strictObject({
    items: z.array(letterBody),
    next: text.nullable().describe('The cursor of the next page; null where this is the last'),
  })
  .meta({ id: 'Letters' })

/** How the queue stands. */
export const queueBody = z
  .strictObject({
    waiting: z.int().min(0).describe('How many letters wait'),
    oldest_queued_at: moment.nullable().describe('Since when the oldest of them waits'),
    paused_until: moment.nullable().describe('Until when nothing is sent, after a fault of the settings'),
    pause_reason: text.nullable(),
  })
  .meta({ id: 'MailQueue' })
