import { z } from 'zod'

const shortText = z.string().max(254)
const properties = z
  .array(z.object({ key: z.string().max(100), value: z.string().max(2000) }))
  .max(50)
  .nullish()

const user = z.object({
  username: z.string().min(1).max(254),
  realm: shortText.nullish(),
  'tenant-domain': shortText.nullish(),
})

/** POST /recover-password. */
export const recoverPasswordBody = z.object({ user, properties })

/** Its query: who tells the user, this server (true, or left out) or the program that asks (false). */
export const recoverPasswordQuery = z.object({
  type: shortText.optional(),
  notify: z.enum(['true', 'false']).optional(),
})

/** POST /validate-code. */
export const validateCodeBody = z.object({ code: z.string().max(500), step: shortText.nullish(), properties })

/** POST /set-password. */
export const setPasswordBody = z.object({ key: z.string().max(500), password: z.string().max(2000), properties })

/** POST /recover-username. */
export const recoverUsernameBody = z.union([
  z.array(z.object({ uri: shortText, value: shortText })).max(50),
  z.object({ user: z.unknown().optional(), claims: z.unknown().optional(), properties: z.unknown().optional() }),
])

/** POST /captcha. */
export const captchaBody = z.object({ token: z.string().max(4000).nullish() })

/** POST /resend-code. */
export const resendCodeBody = z.object({ user, properties })

export type Properties = z.output<typeof properties>
export type RecoverPasswordBody = z.output<typeof recoverPasswordBody>
export type RecoverPasswordQuery = z.output<typeof recoverPasswordQuery>
