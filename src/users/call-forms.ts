import { z } from 'zod'
import { languages } from '../languages/names.ts'
import { mailAddress, optionalLine, username } from '../web/fields.ts'
import { forcedResetWays } from './force-reset.ts'

const name = optionalLine(100)
const oneName = z.string().min(1).max(254).optional()

/** What a program asks of the list of users. */
export const usersQuery = z
  .strictObject({
    q: z.string().max(254).default('').describe('How a username, an e-mail address or a name begins'),
    status: z.enum(['active', 'invited', 'disabled', 'reset-required']).optional(),
    role: z.enum(['administrator', 'user']).optional(),
    order: z.enum(['username', 'newest']).default('username').describe('Where nothing is searched for with q'),
    page: z.coerce.number().int().min(1).max(1000).default(1),
    limit: z.coerce.number().int().min(1).max(100).default(25).describe('How many users a page has at most'),
    username: oneName.describe('The whole username of the one to find, in any case'),
    email: oneName.describe('The whole e-mail address of the one to find'),
  })
  .refine((query) => query.username === undefined || query.email === undefined, {
    path: ['email'],
    message: 'Look up a username or an e-mail address, not both',
  })

/** Somebody to be invited. */
export const newUserBody = z.strictObject({
  username,
  email: mailAddress('Enter an e-mail address: the invitation goes there'),
  given_name: name.default(''),
  family_name: name.default(''),
  administrator: z.boolean().default(false).describe('No key may set it'),
  language: z.enum(languages).optional(),
})

/** What changes about somebody; what is not there stays. */
export const changedUserBody = z.strictObject({
  username: username.optional(),
  email: mailAddress('Enter an e-mail address').optional(),
  given_name: name.optional(),
  family_name: name.optional(),
})

/** How somebody is to choose a new password. */
export const forceResetBody = z.strictObject({ way: z.enum(forcedResetWays) })

const importedUser = z.strictObject({
  username: z.string(),
  email: z.string(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
  administrator: z.boolean().optional(),
  language: z.string().optional(),
})

/** People to be imported; the text of a CSV file, sent as such, counts as `csv`. */
export const importBody = z.preprocess(
  (body) => (typeof body === 'string' ? { csv: body } : body),
  z
    .strictObject({
      users: z.array(importedUser).min(1).max(5000).optional(),
      csv: z
        .string()
        .refine((text) => !text.includes('\0'), 'This is not text')
        .optional()
        .describe('The text of a CSV file with a header; instead of users'),
    })
    .refine(({ users, csv }) => (users === undefined) !== (csv === undefined), 'Send users, or the text of a CSV file'),
)

export const importQuery = z.strictObject({
  dry_run: z.enum(['true', 'false']).default('false').describe('true: check everything and change nothing'),
})

export const exportQuery = z.strictObject({ format: z.enum(['csv', 'ndjson']).default('csv') })
