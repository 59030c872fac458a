import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { type Addressee, inWords, letterRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

const noticeLifeMs = 3 * 24 * 60 * 60_000

interface Source {
  address: string
  userAgent: string
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
  return notice(deps, { ...ask, kind: 'address-in-use', placeholders: { askedAt: inWords(deps.clock.now()) } })
}

/** The notice to the present address that another one was asked for. It names neither. Source: OWASP ASVS 6.3.7. */
export function changeAskedLetter(
  deps: Deps,
  ask: { id: string; user: Addressee; settings: Settings; source: Source },
): LetterRow {
  const { source, ...draft } = ask
  return notice(deps, { ...draft, kind: 'address-change-asked', placeholders: from(deps, source) })
}

/** The notice to the old address that mail goes to another one from now on. It names neither. Source: OWASP ASVS 6.3.7. */
export function emailChangedLetter(
  deps: Deps,
  change: { id: string; user: Addressee; settings: Settings; source: Source },
): LetterRow {
  const { source, ...draft } = change
  return notice(deps, { ...draft, kind: 'own-address-changed', placeholders: from(deps, source) })
}

function from(deps: Deps, { address, userAgent }: Source): Record<string, string> {
  return { askedAt: inWords(deps.clock.now()), askedFrom: address, askedWith: browserName(userAgent) }
}

function notice(
  deps: Deps,
  due: { id: string; kind: string; user: Addressee; settings: Settings; placeholders: Record<string, string> },
): LetterRow {
  const { id, kind, user, settings, placeholders } = due
  const expiresAt = new Date(deps.clock.now().getTime() + noticeLifeMs)
  return letterRow(deps, { id, kind, to: user, settings, expiresAt, placeholders })
}
