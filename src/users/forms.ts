import { z } from 'zod'
import { checkbox, mailAddress, optionalLine, username } from '../web/fields.ts'

/** A new user, who will be invited. */
export const newUserForm = z.strictObject({
  username,
  email: mailAddress('Enter an e-mail address: the invitation goes there'),
  given_name: optionalLine(100),
  family_name: optionalLine(100),
  administrator: checkbox,
})

/** The search on the list of users. Wrong pages are page one. */
export const searchForm = z.object({
  q: z.string().max(254).catch(''),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
})

/** The buttons on a user's page carry nothing but the form token. */
export const noFields = z.strictObject({})
