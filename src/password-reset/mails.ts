import type { Deps } from '../deps.ts'
import { browserName } from '../letters/browser-name.ts'
import { codeKind } from '../letters/kinds.ts'
import { type Addressee, inWords, letterRow, noticeRow } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

/** Who asked for a reset, when and from where, and the link that was made for it. */
interface Reset {
  id: string
  user: Addressee
  settings: Settings
  token: string
  expiresAt: Date
  request: { askedAt: Date; address: string; userAgent: string }
}

/** What a letter to whoever asked carries more: the code, and the token for those who did not ask. */
interface Asked extends Reset {
  code: { text: string; lifeMinutes: number; expiresAt: Date }
  notMeToken: string
}

/** The letter to somebody who asked for it: the link and the code, how long they live, who asked and from where, and a second link for
 *  whoever did not. Links begin with the configured public address, whatever the request said.
 *  Source: OWASP Forgot Password Cheat Sheet, "URL Tokens". */
export function resetLetter(deps: Deps, ask: Asked): LetterRow {
  const row = draftOf(deps, ask)
  return letterRow(deps, {
    ...row,
    kind: 'password-reset',
    secret: { ...row.secret, ...codeSecret(deps, ask) },
    placeholders: { ...row.placeholders, codeLifetimeMinutes: String(ask.code.lifeMinutes) },
  })
}

/** The same with the code alone: nothing in it opens anything in another browser than the one that asked. It is worth sending for as long
 *  as the code lives. */
export function resetCodeLetter(deps: Deps, ask: Asked): LetterRow {
  const { code, request } = ask
  return letterRow(deps, {
    ...draftOf(deps, ask),
    kind: codeKind,
    expiresAt: code.expiresAt,
    secret: codeSecret(deps, ask),
    placeholders: { ...source(request), codeLifetimeMinutes: String(code.lifeMinutes) },
  })
}

function codeSecret({ config }: Deps, { code, notMeToken }: Asked) {
  return {
    code: `${code.text.slice(0, 4)} ${code.text.slice(4)}`,
    notMeLink: `${config.publicDoor.origin}/not-me?token=${notMeToken}`,
  }
}

/** The letter that an administrator sends: the link alone, since no browser waits for a code. */
export function sentResetLetter(deps: Deps, reset: Reset): LetterRow {
  return letterRow(deps, { ...draftOf(deps, reset), kind: 'password-reset-sent' })
}

function draftOf(deps: Deps, { id, user, settings, token, expiresAt, request }: Reset) {
  return {
    id,
    to: user,
    settings,
    expiresAt,
    secret: { link: `${deps.config.publicDoor.origin}/reset-password?token=${token}` },
    placeholders: {
      lifetimeMinutes: String(settings.system.linkLifetimeMinutes),
      until: inWords(expiresAt),
      ...source(request),
    },
  }
}

function source({ askedAt, address, userAgent }: Reset['request']) {
  return { askedAt: inWords(askedAt), askedFrom: address, askedWith: browserName(userAgent) }
}

/** The letter with somebody's username, WSO2's `accountIdRecovery`: no link, no secret. */
export function usernameLetter(
  deps: Deps,
  reminder: { id: string; user: Addressee; settings: Settings; askedAt: Date },
): LetterRow {
  const { id, user, settings, askedAt } = reminder
  return noticeRow(deps, {
    id,
    kind: 'username-reminder',
    to: user,
    settings,
    placeholders: { askedAt: inWords(askedAt) },
  })
}

/** The letter to an administrator that somebody, the `reporter`, got a reset mail they had not asked for. */
export function resetReportedLetter(
  deps: Deps,
  report: { id: string; to: Addressee; settings: Settings; reporter: string; askedAt: Date; address: string },
): LetterRow {
  const { id, to, settings, reporter, askedAt, address } = report
  const placeholders = { reporter, askedAt: inWords(askedAt), at: inWords(deps.clock.now()), reportedFrom: address }
  return noticeRow(deps, { id, kind: 'reset-reported', to, settings, placeholders })
}

/** The notice that a password was changed: no link, no secret. Source: OWASP ASVS 6.3.7; NIST SP 800-63B-4 §4.6. */
export function passwordChangedLetter(
  deps: Deps,
  change: { id: string; user: Addressee; settings: Settings; source: { address: string; userAgent: string } },
): LetterRow {
  const { id, user, settings, source } = change
  const askedWith = browserName(source.userAgent)
  const placeholders = { askedAt: inWords(deps.clock.now()), askedFrom: source.address, askedWith }
  return noticeRow(deps, { id, kind: 'password-changed', to: user, settings, placeholders })
}
