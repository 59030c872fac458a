import { z } from 'zod'
import { errorBody } from '../api/forms.ts'

const code = z.string().min(1).max(500)
const properties = z
  .array(z.object({ key: z.string().max(100), value: z.string().max(2000) }))
  .max(50)
  .nullish()
  .describe('Accepted and passed over')

/** POST /init. */
export const initBody = z.object({
  claims: z
    .array(z.object({ uri: z.string().max(254), value: z.string().max(254) }))
    .min(1)
    .max(50)
    .describe('http://wso2.org/claims/username or http://wso2.org/claims/emailaddress; others are passed over'),
  properties,
})

/** POST /recover. */
export const recoverBody = z.object({
  recoveryCode: code.describe('What init gave'),
  channelId: z
    .union([z.string().regex(/^[0-9]{1,4}$/), z.number().int().min(0).max(9999)])
    .describe('1: this server mails; 2: the program tells the person'),
  properties,
})

/** POST /resend. */
export const resendBody = z.object({ resendCode: code.describe('What recover or resend gave'), properties })

/** POST /confirm: the code that names the flow with the mailed one as `otp`; or a mailed link's token, or a handed over one, alone. */
export const confirmBody = z.object({
  confirmationCode: code.describe(
    'The code of the flow, together with otp; or the token of the mailed link, or the confirmationCode of recover, alone',
  ),
  otp: z.string().max(100).nullish().describe('The mailed eight digits'),
  properties,
})

/** POST /reset. */
export const resetBody = z.object({
  resetCode: code.describe('What confirm gave'),
  flowConfirmationCode: code.nullish().describe('The code of the flow'),
  password: z.string().max(2000).describe('The new password'),
  properties,
})

/** A code that is handed out: 256 random bits. */
const token = z.string().regex(/^[\w-]{43}$/)

/** Where a flow goes on. */
export const linksBody = z
  .array(z.object({ rel: z.enum(['next', 'resend']), href: z.string().regex(/^\/t\//), type: z.literal('POST') }))
  .meta({ id: 'RecoveryLinks' })

/** What init answers: the one flow, and its channels. */
export const flowsBody = z
  .array(
    z.object({
      mode: z.literal('recoverWithNotifications'),
      flowConfirmationCode: token,
      channelInfo: z.object({
        recoveryCode: token,
        channels: z.array(
          z.object({
            id: z.string(),
            type: z.enum(['EMAIL', 'EXTERNAL']),
            value: z
              .string()
              .describe('The mailbox, masked; made of what was claimed, unless notify_user_existence is on'),
            preferred: z.boolean(),
          }),
        ),
      }),
      links: linksBody,
    }),
  )
  .length(1)

const sent = { message: z.string(), resendCode: token, links: linksBody }

/** What recover answers where this server mails, and where the program does. */
export const mailedBody = z.object({
  code: z.literal('PWR-02001'),
  notificationChannel: z.literal('EMAIL'),
  flowConfirmationCode: token,
  ...sent,
})
export const handedOverBody = z.object({
  code: z.literal('PWR-02002'),
  notificationChannel: z.literal('EXTERNAL'),
  confirmationCode: token,
  flowConfirmationCode: token,
  ...sent,
})

/** The same of resend, which does not name the flow. */
export const mailedAgainBody = mailedBody.omit({ flowConfirmationCode: true }).extend({ code: z.literal('UAR-02001') })
export const handedOverAgainBody = handedOverBody
  .omit({ flowConfirmationCode: true })
  .extend({ code: z.literal('UAR-02001') })

/** What confirm answers. */
export const confirmedBody = z.object({ resetCode: token, links: linksBody })

/** What reset answers. */
export const doneBody = z.object({ code: z.literal('PWR-02005'), message: z.string() })

/** A refused password, with what a client needs to try again. Source: WSO2's RetryErrorDTO. */
export const tryAgainBody = errorBody.extend({
  code: z.enum(['PWR-10005', 'PWR-10006']).describe('PWR-10005: it was the person’s own before; PWR-10006: the rules'),
  resetCode: z.string(),
  links: linksBody,
})

export type ResetBody = z.output<typeof resetBody>
