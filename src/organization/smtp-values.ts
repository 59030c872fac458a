import type { SmtpForm } from './forms.ts'
import type { SmtpSettings } from './settings.ts'

/** The settings a filled-in form stands for, without the password. Removing the saved password without typing another one means
 *  that mail is sent without signing in. */
export function toValues(form: SmtpForm): Omit<SmtpSettings, 'sealedPassword' | 'testedAt'> {
  return {
    host: form.host,
    port: form.port,
    protection: form.protection,
    authentication: form.clear_password && form.password === '' ? 'none' : form.authentication,
    userName: form.user_name,
    fromName: form.from_name,
    fromEmail: form.from_email,
    replyTo: form.reply_to,
    trust: form.trust,
    caCertificate: form.ca_certificate,
    certificateFingerprint: form.certificate_fingerprint,
    heloName: form.helo_name,
  }
}

/** The form as it is shown for saved settings, or for a first start. The password is never part of it. */
export function toFields(smtp: SmtpSettings | undefined): Record<string, string> {
  if (!smtp) return { protection: 'StartTls', authentication: 'password', trust: 'system', port: '587' }
  return {
    host: smtp.host,
    port: String(smtp.port),
    protection: smtp.protection,
    authentication: smtp.authentication,
    user_name: smtp.userName,
    from_name: smtp.fromName,
    from_email: smtp.fromEmail,
    reply_to: smtp.replyTo,
    trust: smtp.trust,
    ca_certificate: smtp.caCertificate,
    certificate_fingerprint: smtp.certificateFingerprint,
    helo_name: smtp.heloName,
  }
}
