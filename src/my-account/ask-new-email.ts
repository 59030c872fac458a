import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { LetterRow } from '../mail/queue.ts'
import { readSettings } from '../organization/settings.ts'
import { takeQuota } from '../security/quota.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { liveUndosOf, mostUndos } from '../users/address-undo.ts'
import { identifierKey } from '../users/names.ts'
import { storePendingEmail } from '../users/pending-email.ts'
import { findByIdentifier, type User } from '../users/users.ts'
import { addressInUseLetter, changeAskedLetter, confirmAddressLetter } from './mails.ts'
import { type NotKnown, weighPassword } from './weigh-password.ts'

export type Asked = { outcome: 'asked' | 'own-address' | 'limit' | 'too-often' | 'overtaken' } | NotKnown

const hourMs = 60 * 60_000
/** Source: OWASP WSTG-ATHN-09: a mailed link lives an hour at most. */
const linkLifeMs = hourMs
/** So many letters leave in an hour because of one person, and so many to one address, whoever asks. */
const perPerson = 5
const perAddress = 3
const action = 'email.change-asked'

type Ask = { user: User; email: string; current: string; address: string; userAgent: string }

/** Notes the address somebody signed in wants, and mails it a link; nothing changes before that is used. The newest wish counts. The
 *  present address is told too. Whether the new one is somebody's shows nowhere: the answer, the record and the work are the same, only
 *  the letter is another. Source: OWASP ASVS 6.3.7, 6.3.8; OWASP Email Validation Cheat Sheet. */
export async function askNewEmail(deps: Deps, ask: Ask): Promise<Asked> {
  const { user, email, current, address } = ask
  if (identifierKey(email) === identifierKey(user.email)) return { outcome: 'own-address' }
  const known = await weighPassword(deps, { user, current, action, address })
  if (known.outcome !== 'known') return known
  const window = { windowMs: hourMs, now: deps.clock.now() }
  if ((await liveUndosOf(user.id, window.now)).length >= mostUndos) return { outcome: 'too-often' }
  if (!(await takeQuota({ ...window, name: `new address for ${user.id}`, limit: perPerson })))
    return { outcome: 'limit' }
  const done = await storePendingEmail(await prepare(deps, ask))
  if (!done) return { outcome: 'overtaken' }
  deps.background.wake()
  return { outcome: 'asked' }
}

async function prepare(deps: Deps, ask: Ask): Promise<Parameters<typeof storePendingEmail>[0]> {
  const { user, email, address, userAgent } = ask
  const issuedAt = deps.clock.now()
  const expiresAt = new Date(issuedAt.getTime() + linkLifeMs)
  const [id, token, settings] = [randomUUID(), newToken(), await readSettings()]
  const { id: actor, sessionVersion } = user
  const notice = changeAskedLetter(deps, { id: randomUUID(), user, settings, source: { address, userAgent } })
  const letter = await letterTo(deps, ask, { id, token, expiresAt, settings })
  const entry = { at: issuedAt, action, outcome: 'done' as const, actor, subject: actor, address, detail: email }
  const digest = digestToken(token)
  return {
    was: user,
    pending: { digest, email, emailKey: identifierKey(email), sessionVersion, issuedAt, expiresAt },
    event: { id, entry, letter, notice },
  }
}

/** What goes to the new address: the link, or, where it is somebody's already, word to them; nothing where it had enough letters. */
async function letterTo(
  deps: Deps,
  { user, email }: Ask,
  due: Omit<Parameters<typeof confirmAddressLetter>[1], 'user' | 'email'>,
): Promise<LetterRow | undefined> {
  const window = { windowMs: hourMs, now: deps.clock.now() }
  const mayWrite = await takeQuota({ ...window, name: `letters to ${identifierKey(email)}`, limit: perAddress })
  const owner = await findByIdentifier(email)
  if (!mayWrite || owner?.status === 'disabled') return undefined
  if (owner) return addressInUseLetter(deps, { id: due.id, user: owner, settings: due.settings })
  return confirmAddressLetter(deps, { ...due, user, email })
}
