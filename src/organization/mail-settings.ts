import type { Config } from '../config.ts'
import type { MailSettings } from '../mail/deliver.ts'
import { readSettings, type SmtpSettings } from './settings.ts'
import { openPassword } from './smtp-password.ts'

/** The saved SMTP settings as the mail worker uses them; undefined where there are none, or their password does not open. */
export async function savedMailSettings({ secrets }: Config): Promise<MailSettings | undefined> {
  const { smtp } = await readSettings()
  if (!smtp) return undefined
  const password = smtp.sealedPassword && openPassword(secrets, smtp.sealedPassword)
  return smtp.authentication === 'password' && !password ? undefined : toMailSettings(smtp, password)
}

/** The values of the form, saved or not, as the mail worker uses them. */
export function toMailSettings(smtp: SmtpSettings, password: string | undefined): MailSettings {
  const authenticates = smtp.authentication === 'password'
  return {
    server: {
      host: smtp.host,
      port: smtp.port,
      protection: smtp.protection,
      userName: authenticates ? smtp.userName : undefined,
      password: authenticates ? password : undefined,
      heloName: smtp.heloName || undefined,
      caCertificate: smtp.trust === 'ca' ? smtp.caCertificate : undefined,
      certificateFingerprint: smtp.trust === 'pin' ? smtp.certificateFingerprint : undefined,
    },
    from: { name: smtp.fromName, address: smtp.fromEmail },
    replyTo: smtp.replyTo || undefined,
  }
}
