import { z } from 'zod'
import { languages } from '../languages/names.ts'

const id = z.string().regex(/^[0-9a-f]{24}$/)
const moment = z.iso.datetime()

/** A user on a list. */
export const userBody = z
  .strictObject({
    id,
    username: z.string(),
    email: z.string(),
    given_name: z.string(),
    family_name: z.string(),
    roles: z.array(z.literal('administrator')),
    status: z.enum(['invited', 'active', 'disabled', 'reset-required']),
    language: z.enum(languages),
    created_at: moment,
    last_sign_in_at: moment.nullable(),
  })
  .meta({ id: 'User' })

/** A user with what is under way. */
export const userDetailsBody = userBody
  .extend({
    link: z
      .strictObject({ purpose: z.enum(['reset', 'invitation']), expires_at: moment })
      .nullable()
      .describe('The live link for choosing a password that this person holds; never the link itself'),
    pending_email: z
      .strictObject({ email: z.string(), expires_at: moment })
      .nullable()
      .describe('The new address this person asked for and has to confirm'),
    sign_in_waits_until: moment
      .nullable()
      .describe('When sign-in may be tried again after wrong passwords; null where it need not wait'),
  })
  .meta({ id: 'UserDetails' })

export const usersBody = z.strictObject({
  items: z.array(userBody),
  total: z.number().int().min(0).describe('How many there are'),
  total_is_cut: z.boolean().describe('Whether counting stopped at total: there may be more'),
  next: z.number().int().nullable().describe('The next page; null on the last one'),
})

export const linkBody = z.strictObject({
  link: z.url().describe('Shown here and nowhere else'),
  purpose: z.enum(['reset', 'invitation']),
  expires_at: moment,
})

/** Everybody, in a file. */
export const exportText = z.string()

export const forcedBody = z.strictObject({
  expires_at: moment,
  code: z.string().nullable().describe('With offline-code: the code, shown here and nowhere else'),
})

export const sessionsBody = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string().regex(/^[0-9a-f]{32}$/),
      door: z.enum(['public', 'admin']),
      address: z.string(),
      user_agent: z.string(),
      started_at: moment,
      seen_at: moment,
    }),
  ),
  next: z.null(),
})

export const timelineBody = z.strictObject({
  items: z.array(
    z.strictObject({
      at: moment,
      text: z.string(),
      tone: z.enum(['plain', 'good', 'bad']),
      by: z.string().nullable().describe('The username of who did it, where that is somebody else'),
      address: z.string().nullable(),
      detail: z.string().nullable(),
      reply: z.string().nullable().describe('What the mail server said, word for word'),
      letter: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    }),
  ),
  next: z.null(),
})

export const importedBody = z.strictObject({
  dry_run: z.boolean(),
  created: z.number().int().min(0).describe('In a dry run: how many would be'),
  known: z.number().int().min(0).describe('How many were there already and are left alone'),
  administrators: z.number().int().min(0).describe('How many of those created are administrators'),
  lost: z
    .array(z.strictObject({ line: z.number().int(), reason: z.string() }))
    .describe('Those whose name somebody else took in between'),
})
