// A little over 120 lines: every field of the configuration, with what the API says about it.

import { z } from 'zod'
import { jsonForm } from '../api/json-form.ts'
import { ofThePage } from '../settings-file/plan-smtp.ts'
import { appearanceForm } from './appearance-forms.ts'
import { systemForm } from './forms.ts'
import { recoveryForm } from './recovery-forms.ts'
import { smtpForm } from './smtp-forms.ts'

const kept = 'Left out: the saved one is kept, as long as host, port, protection and user name stay the same'

/** The SMTP Server Configuration tab. */
export const smtpJson = jsonForm(smtpForm, {
  leftOut: ofThePage,
  untold: ['password', 'client_secret', 'refresh_token'],
  otherwise: { user_name: '', from_name: '' },
  says: {
    host: 'Name or IP address of the mail server',
    port: 'Usually 587 with StartTls, 465 with SslTls',
    protection: 'StartTls begins in the clear and changes to TLS; SslTls is TLS from the first byte',
    authentication: 'How to sign in to the server; none forgets the saved secrets',
    password: kept,
    token_endpoint: 'Where access tokens come from, for both OAuth 2.0 grants',
    client_secret: `${kept}, and the token endpoint and the client too`,
    refresh_token: `${kept}, and the token endpoint and the client too`,
    scope: 'OAuth 2.0 scopes, parted by spaces',
    from_email: 'The address mails come from',
    reply_to: 'Where answers go; empty for the address mails come from',
    trust: 'Which certificates are trusted: those of the system, also those of one authority, or one certificate alone',
    ca_certificate: 'The certificate of the authority in PEM, where trust is ca',
    certificate_fingerprint: 'SHA-256 of the certificate in hexadecimal digits, where trust is pin',
    helo_name: 'What Latchkey calls itself; empty for the name of its machine',
  },
})

/** What the SMTP configuration says beside its fields. */
export const smtpFacts = {
  has_password: z.boolean().describe('Whether a password is saved; it is never told'),
  has_client_secret: z.boolean(),
  has_refresh_token: z.boolean(),
  tested_at: z.iso.datetime().nullable().describe('When a test with exactly these values succeeded'),
}

/** Values to be tried, saved or not, and where the mail goes. */
export const smtpTestBody = smtpJson.part
  .extend({
    recipient: (smtpForm.shape.test_recipient.unwrap() as z.ZodType)
      .optional()
      .describe('Where the mail goes; to the administrator who asks, where left out'),
  })
  .optional()

const stageNames = [
  ...(['lookup', 'connect', 'tls', 'greeting', 'token', 'authentication'] as const),
  ...(['sender', 'recipient', 'data'] as const),
]

/** What became of a test, step by step. */
export const smtpTestAnswer = z.strictObject({
  succeeded: z.boolean(),
  recipient: z.string().describe('Where the mail went, or would have gone'),
  failure: z
    .strictObject({ stage: z.enum(stageNames), reason: z.string(), advice: z.string() })
    .nullable()
    .describe('Which step failed, why, and what to do about it'),
  stages: z.array(
    z.strictObject({
      name: z.enum(stageNames),
      state: z.enum(['passed', 'failed', 'skipped', 'not-reached']),
      ms: z.number().optional(),
      reply: z.string().optional().describe('What the server said'),
      detail: z.string().optional(),
    }),
  ),
  certificate: z
    .strictObject({
      subject: z.string(),
      issuer: z.string(),
      names: z.array(z.string()),
      valid_from: z.iso.datetime().nullable(),
      valid_until: z.iso.datetime().nullable(),
      fingerprint: z.string(),
      problems: z.array(z.string()).describe('Why it is not trusted; none where it is'),
    })
    .nullable()
    .describe('The certificate the server showed'),
  transcript: z.array(z.string()).describe('What was said, secrets masked'),
})

/** The System Configuration tab. */
export const systemJson = jsonForm(systemForm, {
  says: {
    self_service_password_reset: 'Self-Service Password Reset; off closes every route and every outstanding link',
    notify_on_success: 'Whether people are told by mail that their password was changed',
    limit_per_person: 'Reset mails in an hour for one person',
    limit_per_client: 'Requests in an hour from one IP address',
    limit_everyone: 'Requests in an hour from all together',
    guesses_per_hour: 'Guesses at one account in an hour that are weighed',
    failed_names_per_network: 'Names one network may fail to sign in with in an hour',
    proof_of_work:
      'Whether browsers are asked for a short calculation once many sign-ins fail, or many mails are asked for',
    proof_after_names: 'Names one network fails to sign in with in an hour before it is asked for that',
    proof_after_requests: 'Reset mails one network asks for in an hour before it is asked for that',
  },
})

/** What the system configuration says beside its fields. */
export const systemFacts = {
  status: z
    .strictObject({ kind: z.enum(['off', 'on', 'warning']), text: z.string() })
    .describe('The truth about self-service reset, from real deliveries'),
}

/** The Account Recovery tab. */
export const recoveryJson = jsonForm(recoveryForm, {
  untold: ['auto_login'],
  says: {
    password_history: 'How many of a person’s latest passwords may not be chosen again; 0 keeps no history',
    auto_login: 'WSO2’s “Enable Auto Login After Password Reset”, which is refused where it is true',
  },
})

const appearance = jsonForm(appearanceForm, {
  leftOut: ['remove_logo'],
  otherwise: { support_contact: '' },
  says: {
    name: 'The name people know the organisation by',
    support_contact: 'Whom people ask: an address, a number, a place',
    brand_color: 'The colour of buttons and mails, on which white words can be read (4.5 to 1)',
  },
})
const picture = z.string('Write null or a text here').nullable()
const logo = picture
  .optional()
  .describe('PNG, JPEG or WebP of at most 200 kB as data:image/png;base64,…; null for none')

/** The Organization tab; the logo stays as it is where it is left out. */
export const organizationJson = {
  whole: appearance.whole.extend({ logo }),
  part: appearance.part.extend({ logo }),
  shown: appearance.shown.extend({ logo: picture }),
}
