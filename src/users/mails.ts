import type { Deps } from '../deps.ts'
import { type Addressee, inWords, letterRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

/** A first password has to be chosen within a day. Source: OWASP ASVS 6.4.1. */
export const invitationLifeMs = 24 * 60 * 60_000
const noticeLifeMs = 3 * 24 * 60 * 60_000

/** The letter that invites a new person to choose a password. */
export function invitationLetter(
  deps: Deps,
  invitation: { id: string; user: Addressee; settings: Settings; token: string; expiresAt: Date; invitedBy: string },
): LetterRow {
  const { id, user, settings, token, expiresAt, invitedBy } = invitation
  const lifeMinutes = Math.round((expiresAt.getTime() - deps.clock.now().getTime()) / 60_000)
  return letterRow(deps, {
    id,
    kind: 'invitation',
    to: user,
    settings,
    expiresAt,
    secret: { link: `${deps.config.publicDoor.origin}/invitation?token=${token}` },
    placeholders: {
      lifetimeMinutes: String(lifeMinutes),
      until: inWords(expiresAt),
      askedAt: inWords(deps.clock.now()),
      invitedBy,
    },
  })
}

/** The notice to the old address that mail goes to another one from now on. It names neither. Source: OWASP ASVS 6.3.7. */
export function addressChangedLetter(
  deps: Deps,
  change: { id: string; user: Addressee; settings: Settings; changedBy: string },
): LetterRow {
  const { id, user, settings, changedBy } = change
  return noticeRow(deps, { id, kind: 'address-changed', user, settings, placeholders: { changedBy } })
}

/** The notice that an administrator made a one-time link, so that nobody chooses another's password unnoticed. */
export function linkHandedOutLetter(
  deps: Deps,
  handed: { id: string; user: Addressee; settings: Settings; handedOutBy: string; until: Date },
): LetterRow {
  const { id, user, settings, handedOutBy, until } = handed
  const placeholders = { handedOutBy, until: inWords(until) }
  return noticeRow(deps, { id, kind: 'link-handed-out', user, settings, placeholders })
}

function noticeRow(
  deps: Deps,
  notice: { id: string; kind: string; user: Addressee; settings: Settings; placeholders: Record<string, string> },
): LetterRow {
  const { user, placeholders, ...draft } = notice
  const now = deps.clock.now()
  const expiresAt = new Date(now.getTime() + noticeLifeMs)
  return letterRow(deps, { ...draft, to: user, expiresAt, placeholders: { ...placeholders, at: inWords(now) } })
}
