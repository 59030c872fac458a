import { z } from 'zod'
import { canonicalAddress, isHostName } from '../mail/address.ts'
import { faultOfCa } from '../smtp/ca-certificate.ts'
import { checkbox, line, mailAddress, optionalLine, password } from '../web/fields.ts'
import { wholeNumber } from './forms.ts'

const relayName =
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.?$|^[\da-f:.]+$/i

const optionalAddress = z
  .string('Enter one text here')
  .refine(
    (text) => text.trim() === '' || mailAddress('').safeParse(text).success,
    'Enter one address such as name@example.org, or nothing',
  )
  .transform((text) => canonicalAddress(text.trim())?.address ?? '')
  .default('')

/** The SMTP Server Configuration tab. The same rules hold for testing and for saving. */
export const smtpForm = z
  .strictObject({
    action: z.enum(['test', 'update'], 'Choose Test Configuration or Update'),
    host: line(253, 'Enter the name of the mail server')
      .transform((text) => text.replace(/^\[(.*)\]$/, '$1'))
      .refine((text) => text === '' || relayName.test(text), 'Enter a host name or an IP address'),
    port: wholeNumber({ min: 1, max: 65_535 }),
    protection: z.enum(['None', 'StartTls', 'SslTls'], 'Choose None, StartTls or SslTls'),
    authentication: z.enum(['none', 'password', 'client-credentials', 'refresh-token'], 'Choose how to authenticate'),
    user_name: optionalLine(254),
    password: password('').or(z.literal('')),
    clear_password: checkbox,
    token_endpoint: optionalLine(500).default(''),
    client_id: optionalLine(200).default(''),
    client_secret: secret(2_000),
    refresh_token: secret(8_000),
    scope: optionalLine(500)
      .refine((text) => /^[\x21\x23-\x5b\x5d-\x7e ]*$/.test(text), 'Enter scopes separated by spaces')
      .default(''),
    clear_oauth: checkbox,
    from_name: optionalLine(100),
    from_email: mailAddress('Enter the address mails come from'),
    reply_to: optionalAddress,
    trust: z.enum(['system', 'ca', 'pin'], 'Choose which certificates to trust').default('system'),
    ca_certificate: z
      .string('Enter one text here')
      .max(20_000, 'Use at most 20,000 characters here')
      .transform((text) => text.replace(/\r\n?/g, '\n').trim())
      .default(''),
    shown_fingerprint: z.string('Enter one text here').max(128).optional(),
    certificate_fingerprint: optionalLine(128)
      .transform((text) => text.replaceAll(/[:\s]/g, '').toLowerCase())
      .default(''),
    helo_name: optionalLine(253)
      .refine((text) => text === '' || isHostName(text), 'Enter a host name')
      .default(''),
    test_recipient: optionalAddress,
  })
  .superRefine((form, check) => {
    const fault = (path: string, message: string) => check.addIssue({ code: 'custom', path: [path], message })
    const byToken = form.authentication === 'client-credentials' || form.authentication === 'refresh-token'
    if (form.authentication !== 'none' && form.user_name === '') fault('user_name', 'Enter the user name')
    if (byToken && !isTokenEndpoint(form.token_endpoint)) {
      fault('token_endpoint', 'Enter an address that begins with https://')
    }
    if (byToken && form.client_id === '') fault('client_id', 'Enter the client ID')
    const caFault = form.trust === 'ca' && faultOfCa(form.ca_certificate)
    if (caFault) fault('ca_certificate', caFault)
    if (form.trust === 'pin' && !/^[\da-f]{64}$/.test(form.certificate_fingerprint)) {
      fault('certificate_fingerprint', 'Enter a SHA-256 fingerprint: 64 hexadecimal digits')
    }
  })

export type SmtpForm = z.output<typeof smtpForm>

/** The button beside the certificate a server showed: fills its fingerprint in and saves nothing. */
export const pinForm = z.looseObject({
  action: z.literal('pin'),
  shown_fingerprint: z.string().regex(/^(?:[\dA-F]{2}:){31}[\dA-F]{2}$/),
})

/** A secret as typed: not trimmed, empty to keep the one there is. */
function secret(max: number) {
  return z
    .string('Enter one text here')
    .max(max, `Use at most ${max} characters here`)
    .refine((text) => !/[^\x20-\x7e]/.test(text), 'Use ordinary characters')
    .default('')
}

/** An https address without a user name in it. */
function isTokenEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password: hidden, hash } = new URL(text)
  return protocol === 'https:' && username === '' && hidden === '' && hash === ''
}
