import type { Config } from '../config.ts'
import type { Deps, OAuthClient } from '../deps.ts'
import { type DeliverySource, isLocked, type LockedSettings, type MailSettings } from '../mail/deliver.ts'
import { lockedSecrets } from './locked-secrets.ts'
import { findLogo } from './logos.ts'
import { readSettings, replaceRefreshToken, type SmtpSettings } from './settings.ts'
import { neededFor, openSecrets, type SmtpSecrets, sealSecrets } from './smtp-secrets.ts'

type Secrets = Pick<Config, 'secrets'>

/** The saved SMTP settings as the mail worker uses them; undefined where there are none, and the reason where their secrets do not
 *  open. */
export async function savedMailSettings({ secrets }: Secrets): Promise<MailSettings | LockedSettings | undefined> {
  const { smtp, logo } = await readSettings()
  if (!smtp) return undefined
  const reason = lockedSecrets(secrets, smtp)
  if (reason) return { reason }
  const opened = openSecrets(secrets, smtp)
  return neededFor[smtp.authentication].every((name) => opened[name])
    ? { ...toMailSettings(smtp, opened), logo: logo ? await findLogo(logo) : undefined }
    : undefined
}

/** The saved settings for the mail worker. The log says when they cease to open, and when they open again. */
export function deliverySource({ config, log }: { config: Secrets; log: Deps['log'] }): DeliverySource {
  let told: string | undefined
  return {
    settings: async () => {
      const settings = await savedMailSettings(config)
      const reason = isLocked(settings) ? settings.reason : undefined
      if (reason && reason !== told) log.error('mail-queue-paused', { reason })
      if (!reason && told) log.info('mail-queue-resumed')
      told = reason
      return settings
    },
  }
}

/** The values of the form, saved or not, as the mail worker uses them. */
export function toMailSettings(
  smtp: Omit<SmtpSettings, 'testedAt'>,
  { password, ...ofClient }: SmtpSecrets,
): MailSettings {
  const { authentication } = smtp
  return {
    server: {
      host: smtp.host,
      port: smtp.port,
      protection: smtp.protection,
      userName: authentication === 'none' ? undefined : smtp.userName,
      password: authentication === 'password' ? password : undefined,
      oauth: toClient(smtp, ofClient),
      heloName: smtp.heloName || undefined,
      caCertificate: smtp.trust === 'ca' ? smtp.caCertificate : undefined,
      certificateFingerprint: smtp.trust === 'pin' ? smtp.certificateFingerprint : undefined,
    },
    from: { name: smtp.fromName, address: smtp.fromEmail },
    replyTo: smtp.replyTo || undefined,
  }
}

/** Saves the refresh token a token endpoint gave in exchange for the saved one. A token that is not the saved one is nobody's here. */
export async function keepRefreshToken(
  { secrets }: Secrets,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { smtp } = await readSettings()
  if (openSecrets(secrets, smtp).refreshToken !== from) return
  const sealed = sealSecrets(secrets, { refreshToken: to }).sealedRefreshToken
  if (smtp?.sealedRefreshToken && sealed) await replaceRefreshToken({ from: smtp.sealedRefreshToken, to: sealed })
}

function toClient(
  { authentication, tokenEndpoint, clientId, scope }: Omit<SmtpSettings, 'testedAt'>,
  { clientSecret = '', refreshToken }: SmtpSecrets,
): OAuthClient | undefined {
  if (authentication === 'none' || authentication === 'password') return undefined
  return { grant: authentication, tokenEndpoint, clientId, clientSecret, refreshToken, scope }
}
