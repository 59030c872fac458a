import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { type Addressee, inWords, letterRow, noticeRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

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

/** The notice to the old address that mail goes to another one from now on. It names neither. Source: OWASP ASVS 6.3.7. */
export function emailChangedLetter(deps: Deps, change: Told): LetterRow {
  return told(deps, 'own-address-changed', change)
}

function told(deps: Deps, kind: string, { id, user: to, settings, source }: Told): LetterRow {
  const { address: askedFrom, userAgent } = source
  const placeholders = { askedAt: inWords(deps.clock.now()), askedFrom, askedWith: browserName(userAgent) }
  return noticeRow(deps, { id, kind, to, settings, placeholders })
}
