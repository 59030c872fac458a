import { z } from 'zod'

const code = z.string().min(1).max(500)
const properties = z
  .array(z.object({ key: z.string().max(100), value: z.string().max(2000) }))
  .max(50)
  .nullish()

/** POST /init. */
export const initBody = z.object({
  claims: z
    .array(z.object({ uri: z.string().max(254), value: z.string().max(254) }))
    .min(1)
    .max(50),
  properties,
})

/** POST /recover. */
export const recoverBody = z.object({
  recoveryCode: code,
  channelId: z.union([z.string().regex(/^[0-9]{1,4}$/), z.number().int().min(0).max(9999)]),
  properties,
})

/** POST /resend. */
export const resendBody = z.object({ resendCode: code, properties })

/** POST /confirm: the code that names the flow with the mailed one as `otp`; or a mailed link's token, or a handed over one, alone. */
export const confirmBody = z.object({ confirmationCode: code, otp: z.string().max(100).nullish(), properties })

/** POST /reset. */
export const resetBody = z.object({
  resetCode: code,
  flowConfirmationCode: code.nullish(),
  password: z.string().max(2000),
  properties,
})

export type ResetBody = z.output<typeof resetBody>
