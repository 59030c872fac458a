import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { type Addressee, inWords, letterRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

const noticeLifeMs = 3 * 24 * 60 * 60_000

/** The letter with the link: who asked, from where, and how long the link lives. The link begins with the configured public
 *  address, whatever the request said. Source: OWASP Forgot Password Cheat Sheet, "URL Tokens". */
export function resetLetter(
  deps: Deps,
  ask: {
    id: string
    user: Addressee
    settings: Settings
    token: string
    expiresAt: Date
    request: { askedAt: Date; address: string; userAgent: string }
  },
): LetterRow {
  const { id, user, settings, token, expiresAt, request } = ask
  return letterRow(deps, {
    id,
    kind: 'password-reset',
    to: user,
    settings,
    expiresAt,
    secret: { link: `${deps.config.publicDoor.origin}/reset-password?token=${token}` },
    placeholders: {
      lifetimeMinutes: String(settings.system.linkLifetimeMinutes),
      until: inWords(expiresAt),
      askedAt: inWords(request.askedAt),
      askedFrom: request.address,
      askedWith: browserName(request.userAgent),
    },
  })
}

/** The notice that a password was changed: no link, no secret. Source: OWASP ASVS 6.3.7; NIST SP 800-63B-4 §4.6. */
export function passwordChangedLetter(
  deps: Deps,
  change: { id: string; user: Addressee; settings: Settings; source: { address: string; userAgent: string } },
): LetterRow {
  const { id, user, settings, source } = change
  const now = deps.clock.now()
  return letterRow(deps, {
    id,
    kind: 'password-changed',
    to: user,
    settings,
    expiresAt: new Date(now.getTime() + noticeLifeMs),
    placeholders: { askedAt: inWords(now), askedFrom: source.address, askedWith: browserName(source.userAgent) },
  })
}
