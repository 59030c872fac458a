import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { canonicalAddress, isHostName } from '../mail/address.ts'
import { checkbox, line, mailAddress, optionalLine, password } from '../web/fields.ts'

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
    authentication: z.enum(['none', 'password'], 'Choose how to authenticate'),
    user_name: optionalLine(254),
    password: password('').or(z.literal('')),
    clear_password: checkbox,
    from_name: optionalLine(100),
    from_email: mailAddress('Enter the address mails come from'),
    reply_to: optionalAddress,
    trust: z.enum(['system', 'ca', 'pin'], 'Choose which certificates to trust').default('system'),
    ca_certificate: z.string('Enter one text here').max(20_000, 'Use at most 20,000 characters here').default(''),
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
    if (form.authentication === 'password' && form.user_name === '') fault('user_name', 'Enter the user name')
    if (form.trust === 'ca' && !isCertificate(form.ca_certificate))
      fault('ca_certificate', 'Paste a certificate in PEM form')
    if (form.trust === 'pin' && !/^[\da-f]{64}$/.test(form.certificate_fingerprint)) {
      fault('certificate_fingerprint', 'Enter a SHA-256 fingerprint: 64 hexadecimal digits')
    }
  })

export type SmtpForm = z.output<typeof smtpForm>

/** The System Configuration tab. */
export const systemForm = z.strictObject({
  self_service_password_reset: checkbox,
  link_lifetime_minutes: wholeNumber({ min: 10, max: 60 }),
  notify_on_success: checkbox,
  minimum_password_length: wholeNumber({ min: 8, max: 64 }),
})

function wholeNumber({ min, max }: { min: number; max: number }) {
  const message = `Enter a whole number from ${min} to ${max}`
  return z
    .string('Enter one text here')
    .trim()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== ''
  } catch {
    return false
  }
}
