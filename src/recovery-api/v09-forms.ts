import { z } from 'zod'
import { errorBody } from '../api/forms.ts'
import { plainName } from './plain-name.ts'

const shortText = z.string().max(254)

/** What clients send along: each key with its value. Unknown ones are passed over. */
export const properties = z
  .array(z.object({ key: z.string().max(100), value: z.string().max(2000) }))
  .max(50)
  .nullish()
  .describe('Keys with values; those that an operation does not know are passed over')

const user = z.object({
  username: shortText
    .refine((name) => plainName(name) !== '')
    .describe('The username or the e-mail address, with or without PRIMARY/ before and @carbon.super behind it'),
  realm: shortText.nullish().describe('The user store: PRIMARY, or nothing'),
  'tenant-domain': shortText.nullish().describe('Overwritten by the tenant of the address, as WSO2 does'),
})

/** POST /recover-password. */
export const recoverPasswordBody = z.object({ user, properties })

/** Its query: who tells the user, this server (true, or left out) or the program that asks (false). */
export const recoverPasswordQuery = z.object({
  type: shortText
    .optional()
    .describe('Accepted and passed over, as WSO2 does: the property notificationChannel decides'),
  notify: z
    .enum(['true', 'false'])
    .optional()
    .describe('Who tells the person: this server (true, or left out), or the program, which gets the key (false)'),
})

/** POST /validate-code. */
export const validateCodeBody = z.object({
  code: z.string().max(500).describe('The key'),
  step: shortText.nullish().describe('UPDATE_PASSWORD, or nothing'),
  properties,
})

/** POST /set-password. */
export const setPasswordBody = z.object({
  key: z.string().max(500).describe('The token of the mailed link, or what recover-password returned'),
  password: z.string().max(2000).describe('The new password'),
  properties,
})

/** GET /captcha. */
export const captchaQuery = z.object({
  'captcha-type': shortText.optional().describe('ReCaptcha'),
  'recovery-type': shortText.optional().describe('Accepted and passed over'),
})

/** POST /captcha. */
export const captchaBody = z.object({ token: z.string().max(4000).nullish() })

/** POST /resend-code. */
export const resendCodeBody = z.object({ user, properties })

/** The key of a recovery, as bare text. */
export const keyText = z.string().regex(/^([\w-]{43})?$/)

/** Whose code it is, as WSO2 says it. */
export const userBody = z
  .object({
    username: z.string(),
    realm: z.literal('PRIMARY'),
    'tenant-domain': z.string(),
    userId: z.string(),
  })
  .meta({ id: 'RecoveredUser' })

/** A password that was the person's own before, with the key to try again. Source: WSO2's RetryErrorDTO. */
export const retryBody = errorBody.extend({ code: z.literal('22001'), key: z.string() })

/** What GET /claims lists. */
export const claimsBody = z.array(
  z.object({ uri: z.url(), 'display-name': z.string(), description: z.string(), required: z.boolean() }),
)

/** That there is no captcha. */
export const noCaptchaBody = z.object({
  reCaptchaEnabled: z.literal(false),
  reCaptchaType: z.literal(''),
  reCaptchaKey: z.literal(''),
  reCaptchaAPI: z.literal(''),
})

export type Properties = z.output<typeof properties>
export type RecoverPasswordBody = z.output<typeof recoverPasswordBody>
export type RecoverPasswordQuery = z.output<typeof recoverPasswordQuery>
