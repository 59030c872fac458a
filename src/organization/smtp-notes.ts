import { expiredCa, readCas } from '../smtp/ca-certificate.ts'
import { lockedIn } from './locked-secrets.ts'
import type { SmtpSettings, Trust } from './settings.ts'
import type { SmtpDraft } from './smtp-drafts.ts'
import { openSecrets, type SmtpSecrets } from './smtp-secrets.ts'

/** What the SMTP page says about secrets it does not show, about the CA certificate it does, and about the last test. */
export function smtpNotes(about: {
  secrets: readonly string[]
  saved: SmtpSettings | undefined
  draft: SmtpDraft | undefined
  caCertificate: string | undefined
}) {
  const { secrets, saved, draft } = about
  const [kept, held, locked] = [openSecrets(secrets, saved), openSecrets(secrets, draft), lockedIn(secrets, saved)]
  const hint = (secret: keyof SmtpSecrets) => {
    const name = nameOf[secret]
    if (held[secret] !== undefined) return `The ${name} you tested is kept for ten minutes. Leave empty to use it.`
    if (locked.includes(secret))
      return `A ${name} is saved but cannot be opened with the present SECRETS. Enter it again.`
    return kept[secret] === undefined ? `No ${name} is saved.` : `A ${name} is saved. Leave empty to keep it.`
  }
  return {
    passwordSaved: Boolean(saved?.sealedPassword),
    oauthSaved: Boolean(saved?.sealedClientSecret),
    passwordHint: hint('password'),
    clientSecretHint: hint('clientSecret'),
    refreshTokenHint: hint('refreshToken'),
    cas: (readCas(about.caCertificate ?? '') ?? []).map(
      ({ subject, validUntil }) => `${subject}, valid until ${validUntil.toISOString().slice(0, 10)}`,
    ),
    testedNote: testedNote(saved),
  }
}

const fieldOf = { password: 'password', clientSecret: 'client_secret', refreshToken: 'refresh_token' } as const
const nameOf = { password: 'password', clientSecret: 'client secret', refreshToken: 'refresh token' } as const

/** What stands beside the fields of secrets that have to be typed: why, by the name of the field. */
export function wantedTexts(about: {
  secrets: readonly string[]
  saved: SmtpSettings | undefined
  missing: (keyof SmtpSecrets)[]
}): Record<string, string> {
  const locked = lockedIn(about.secrets, about.saved)
  const text = (secret: keyof SmtpSecrets) => {
    if (locked.includes(secret))
      return `Enter the ${nameOf[secret]} again: the saved one cannot be opened with the present SECRETS`
    return secret === 'password'
      ? 'Enter the password: it is asked for again when host, port, protection or user name change'
      : `Enter the ${nameOf[secret]}: it is asked for again when the server, the user, the token endpoint or the client change`
  }
  return Object.fromEntries(about.missing.map((secret) => [fieldOf[secret], text(secret)]))
}

/** What stands beside the field of a CA certificate that has expired; nothing where another kind of trust is chosen. */
export function pastCa(form: { trust: Trust; ca_certificate: string }, now: Date): Record<string, string> {
  const late = form.trust === 'ca' ? expiredCa(form.ca_certificate, now) : undefined
  return late ? { ca_certificate: `This certificate expired on ${late.validUntil.toISOString().slice(0, 10)}` } : {}
}

function testedNote(smtp: SmtpSettings | undefined): string | undefined {
  if (!smtp) return undefined
  if (!smtp.testedAt) return 'The saved values have not been tested.'
  return `The saved values were tested on ${smtp.testedAt.toISOString().slice(0, 16).replace('T', ' at ')} UTC.`
}
