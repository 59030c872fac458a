import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { type Addressee, inWords, letterRow, noticeRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'
import type { ProofPurpose } from '../users/model.ts'

/** What somebody did to their address, and from where. */
interface Told {
  id: string
  user: Addressee
  settings: Settings
  source: { address: string; userAgent: string }
}

/** The letter to a new address, with the link that confirms it. It may reach a stranger: it calls the person by their username alone,
 *  which is not theirs to choose, and does not say from where they asked. */
export function confirmAddressLetter(
  deps: Deps,
  ask: { id: string; user: Addressee; email: string; settings: Settings; token: string; expiresAt: Date },
): LetterRow {
  const { id, user, email, settings, token, expiresAt } = ask
  const now = deps.clock.now()
  const lifeMinutes = Math.round((expiresAt.getTime() - now.getTime()) / 60_000)
  return letterRow(deps, {
    id,
    kind: 'confirm-address',
    to: { ...user, email, givenName: '', familyName: '' },
    settings,
    expiresAt,
    secret: { link: `${deps.config.publicDoor.origin}/confirm-address?token=${token}` },
    placeholders: { lifetimeMinutes: String(lifeMinutes), until: inWords(expiresAt), askedAt: inWords(now) },
  })
}

/** The same letter where the address has an account already: word to its owner, who alone learns of it. */
export function addressInUseLetter(deps: Deps, ask: { id: string; user: Addressee; settings: Settings }): LetterRow {
  const { id, user: to, settings } = ask
  const placeholders = { askedAt: inWords(deps.clock.now()) }
  return noticeRow(deps, { id, kind: 'address-in-use', to, settings, placeholders })
}

/** The notice to the present address that another one was asked for. It names neither. Source: OWASP ASVS 6.3.7. */
export function changeAskedLetter(deps: Deps, ask: Told): LetterRow {
  return told(deps, 'address-change-asked', ask)
}

/** The notice to the old address that mail goes to another one from now on, with the link that undoes it until `expiresAt`. It names
 *  neither address. Source: OWASP ASVS 6.3.7. */
export function emailChangedLetter(deps: Deps, change: Told & { undoToken: string; expiresAt: Date }): LetterRow {
  const { id, user: to, settings, undoToken, expiresAt } = change
  return letterRow(deps, {
    id,
    kind: 'own-address-changed',
    to,
    settings,
    expiresAt,
    secret: { undoLink: `${deps.config.publicDoor.origin}/undo-address?token=${undoToken}` },
    placeholders: { ...source(deps, change), undoEndsAt: inWords(expiresAt) },
  })
}

/** The letter to the address that was put back, with the link for choosing a new password. */
export function addressRestoredLetter(
  deps: Deps,
  change: Told & { token: string; purpose: ProofPurpose; expiresAt: Date },
): LetterRow {
  const { id, user: to, settings, token, purpose, expiresAt } = change
  const lifeMinutes = Math.round((expiresAt.getTime() - deps.clock.now().getTime()) / 60_000)
  const path = purpose === 'reset' ? 'reset-password' : 'invitation'
  return letterRow(deps, {
    id,
    kind: 'address-restored',
    to,
    settings,
    expiresAt,
    secret: { link: `${deps.config.publicDoor.origin}/${path}?token=${token}` },
    placeholders: { ...source(deps, change), lifetimeMinutes: String(lifeMinutes), until: inWords(expiresAt) },
  })
}

/** The notice to the address that is left that the former one was put back. It may reach whoever took the account: it says no more. */
export function addressTakenBackLetter(
  deps: Deps,
  change: { id: string; user: Addressee; settings: Settings },
): LetterRow {
  const { id, user: to, settings } = change
  const placeholders = { askedAt: inWords(deps.clock.now()) }
  return noticeRow(deps, { id, kind: 'address-taken-back', to, settings, placeholders })
}

/** The notice that an API key was made in somebody's name. Source: OWASP ASVS 6.3.7. */
export function keyMadeLetter(
  deps: Deps,
  made: { id: string; user: Addressee; settings: Settings; keyName: string; address: string; until: Date },
): LetterRow {
  const { id, user: to, settings, keyName, address, until } = made
  const placeholders = { keyName, askedAt: inWords(deps.clock.now()), askedFrom: address, until: inWords(until) }
  return noticeRow(deps, { id, kind: 'api-key-made', to, settings, placeholders })
}

function told(deps: Deps, kind: string, ask: Told): LetterRow {
  const { id, user: to, settings } = ask
  return noticeRow(deps, { id, kind, to, settings, placeholders: source(deps, ask) })
}

function source({ clock }: Deps, { source: { address: askedFrom, userAgent } }: Told) {
  return { askedAt: inWords(clock.now()), askedFrom, askedWith: browserName(userAgent) }
}
