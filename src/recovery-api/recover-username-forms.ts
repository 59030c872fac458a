import { z } from 'zod'
import { usernameClaim } from './claims.ts'
import { properties } from './v09-forms.ts'

const claimList = z
  .array(z.object({ uri: z.string().max(254), value: z.string().max(254) }))
  .max(50)
  .describe('Claims of which one is the username or the e-mail address; others are passed over')

/** POST /recover-username: the claims that name somebody, as WSO2 lists them, or a user as the other calls name one. */
export const recoverUsernameBody = z.union([
  claimList,
  z.object({
    user: z.object({ username: z.string().max(254) }).nullish(),
    claims: claimList.nullish(),
    properties,
  }),
])

export type RecoverUsernameBody = z.output<typeof recoverUsernameBody>

/** Its query. */
export const recoverUsernameQuery = z.object({
  'tenant-domain': z.string().max(254).optional().describe('Overwritten by the tenant of the address, as WSO2 does'),
  notify: z
    .enum(['true', 'false'])
    .optional()
    .describe('Who tells the person: this server (true, or left out), or the program, which gets the username (false)'),
})

export type RecoverUsernameQuery = z.output<typeof recoverUsernameQuery>

/** A username as bare text, or nothing. */
export const usernameText = z.string().max(100)

/** All that a body claims. */
export function claimsIn(body: RecoverUsernameBody): { uri: string; value: string }[] {
  if (Array.isArray(body)) return body
  const user = body.user ? [{ uri: usernameClaim, value: body.user.username }] : []
  return [...user, ...(body.claims ?? [])]
}
