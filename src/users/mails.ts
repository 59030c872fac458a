import type { Deps } from '../deps.ts'
import { forcedCodeKind } from '../letters/kinds.ts'
import { type Addressee, inWords, letterRow, noticeRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

/** A first password has to be chosen within a day. Source: OWASP ASVS 6.4.1. */
export const invitationLifeMs = 24 * 60 * 60_000

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
  const { id, user: to, settings, changedBy } = change
  const placeholders = { changedBy, at: inWords(deps.clock.now()) }
  return noticeRow(deps, { id, kind: 'address-changed', to, settings, placeholders })
}

interface Forced {
  id: string
  user: Addressee
  settings: Settings
  until: Date
  lifeMinutes: number
}

/** The letter that an administrator requires a new password, WSO2's `adminforcedpasswordreset`: with the link to choose it. */
export function forcedResetLetter(deps: Deps, forced: Forced & { token: string }): LetterRow {
  const secret = { link: `${deps.config.publicDoor.origin}/reset-password?token=${forced.token}` }
  return letterRow(deps, { ...forcedDraft(deps, forced), kind: 'forced-reset', secret })
}

/** The same with a code that is entered in place of the old password, WSO2's `adminforcedpasswordresetwithotp`. */
export function forcedResetCodeLetter(deps: Deps, forced: Forced & { code: string }): LetterRow {
  const { placeholders, ...draft } = forcedDraft(deps, forced)
  const signInLink = `${deps.config.publicDoor.origin}/sign-in`
  const secret = { code: forced.code }
  return letterRow(deps, { ...draft, kind: forcedCodeKind, secret, placeholders: { ...placeholders, signInLink } })
}

function forcedDraft(deps: Deps, { id, user: to, settings, until, lifeMinutes }: Forced) {
  const placeholders = {
    lifetimeMinutes: String(lifeMinutes),
    until: inWords(until),
    askedAt: inWords(deps.clock.now()),
  }
  return { id, to, settings, expiresAt: until, placeholders }
}

/** The notice that an administrator requires a new password and was shown a code for it, so that nobody chooses another's unnoticed. */
export function codeHandedOutLetter(deps: Deps, forced: Forced & { handedOutBy: string }): LetterRow {
  const { id, user: to, settings, until, handedOutBy } = forced
  const placeholders = { handedOutBy, until: inWords(until), at: inWords(deps.clock.now()) }
  return noticeRow(deps, { id, kind: 'code-handed-out', to, settings, placeholders })
}

/** The notice that an administrator made a one-time link, so that nobody chooses another's password unnoticed. */
export function linkHandedOutLetter(
  deps: Deps,
  handed: { id: string; user: Addressee; settings: Settings; handedOutBy: string; until: Date },
): LetterRow {
  const { id, user: to, settings, handedOutBy, until } = handed
  const placeholders = { handedOutBy, until: inWords(until), at: inWords(deps.clock.now()) }
  return noticeRow(deps, { id, kind: 'link-handed-out', to, settings, placeholders })
}
