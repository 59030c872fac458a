import type { SmtpSettings } from './settings.ts'
import { neededFor, openSecrets, type SealedSecrets, type SmtpSecrets } from './smtp-secrets.ts'

const boxes = {
  password: { box: 'sealedPassword', name: 'SMTP password' },
  clientSecret: { box: 'sealedClientSecret', name: 'client secret' },
  refreshToken: { box: 'sealedRefreshToken', name: 'refresh token' },
} as const satisfies Record<keyof SmtpSecrets, { box: keyof SmtpSettings; name: string }>

/** Why saved SMTP settings cannot be used though all is there: what is secret in them was sealed under a secret that is not among
 *  these. Says what to do about it; undefined where everything needed opens, or was never saved. */
export function lockedSecrets(secrets: readonly string[], smtp: SmtpSettings): string | undefined {
  const closed = lockedIn(secrets, smtp)
  const locked = neededFor[smtp.authentication].filter((name) => closed.includes(name))
  if (locked.length === 0) return undefined
  const names = locked.map((name) => boxes[name].name).join(' and ')
  const it = locked.length === 1 ? 'it' : 'them'
  return `The saved ${names} cannot be opened with the present SECRETS. Enter ${it} again under SMTP Server Configuration, or bring the old secret back.`
}

/** Which secrets are kept in boxes that none of these opens; none where nothing is kept. */
export function lockedIn(secrets: readonly string[], sealed: SealedSecrets | undefined): (keyof SmtpSecrets)[] {
  const opened = openSecrets(secrets, sealed)
  const names = Object.keys(boxes) as (keyof SmtpSecrets)[]
  return names.filter((name) => sealed?.[boxes[name].box] && opened[name] === undefined)
}
