import type { SmtpValues } from './smtp-act.ts'
import type { SmtpForm } from './smtp-forms.ts'
import type { SmtpSecrets } from './smtp-secrets.ts'

/** The settings a filled-in form stands for, without the secrets. Removing the saved ones without typing others means that mail is
 *  sent without signing in. */
export function toValues(form: SmtpForm): SmtpValues {
  return {
    host: form.host,
    port: form.port,
    protection: form.protection,
    authentication: removesSecrets(form) ? 'none' : form.authentication,
    userName: form.user_name,
    tokenEndpoint: form.token_endpoint,
    clientId: form.client_id,
    scope: form.scope,
    fromName: form.from_name,
    fromEmail: form.from_email,
    replyTo: form.reply_to,
    trust: form.trust,
    caCertificate: form.ca_certificate,
    certificateFingerprint: form.certificate_fingerprint,
    heloName: form.helo_name,
  }
}

/** The secrets that were typed; empty ones are those to be kept. */
export function toSecrets(form: SmtpForm): SmtpSecrets {
  return { password: form.password, clientSecret: form.client_secret, refreshToken: form.refresh_token }
}

function removesSecrets(form: SmtpForm): boolean {
  return form.authentication === 'password'
    ? form.clear_password && form.password === ''
    : form.clear_oauth && form.client_secret === '' && form.refresh_token === ''
}

/** The form as it is shown for saved settings, or for a first start. The secrets are never part of it. */
export function toFields(smtp: SmtpValues | undefined): Record<string, string> {
  if (!smtp) return { protection: 'StartTls', authentication: 'password', trust: 'system', port: '587' }
  return {
    host: smtp.host,
    port: String(smtp.port),
    protection: smtp.protection,
    authentication: smtp.authentication,
    user_name: smtp.userName,
    token_endpoint: smtp.tokenEndpoint,
    client_id: smtp.clientId,
    scope: smtp.scope,
    from_name: smtp.fromName,
    from_email: smtp.fromEmail,
    reply_to: smtp.replyTo,
    trust: smtp.trust,
    ca_certificate: smtp.caCertificate,
    certificate_fingerprint: smtp.certificateFingerprint,
    helo_name: smtp.heloName,
  }
}
