import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import { isResetOpen, readSettings, type Settings } from '../organization/settings.ts'
import { newOneTimeCode, spellOneTimeCode } from '../security/one-time-code.ts'
import { admitHashing, hashPassword } from '../security/passwords.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { actEvent, type By } from './act-event.ts'
import { release, settle } from './administrators.ts'
import { requireNewPassword } from './forced-reset.ts'
import { codeHandedOutLetter, forcedResetCodeLetter, forcedResetLetter } from './mails.ts'
import type { ForcedReset, Proof } from './model.ts'
import { recordLastAdministrator } from './shut-out.ts'
import { findUser, type User } from './users.ts'

/** How the person is to choose the new password: with a mailed link, with a mailed code, or with a code that the administrator gives them. */
export const forcedResetWays = ['link', 'code', 'offline-code'] as const
export type ForcedResetWay = (typeof forcedResetWays)[number]

/** `code` is there for the offline way alone, and nowhere else. */
export type Forced =
  | { outcome: 'forced'; expiresAt: Date; code?: string | undefined }
  | {
      outcome:
        | 'unknown'
        | 'yourself'
        | 'administrator'
        | 'invited'
        | 'disabled'
        | 'last-administrator'
        | 'way-off'
        | 'closed'
    }

/** WSO2's `code life 1440 min`. Source: OWASP ASVS 6.4.1. */
const lifeMinutes = 24 * 60

/** Makes somebody choose a new password: the old one is dead at once, sessions and links end, and until they chose they cannot sign in. Nobody
 *  can do it to themselves, nor, when two do it to each other, to the last active administrator. 'way-off' where the way is not
 *  switched on; 'closed' where it needs a mail and reset is closed. Source: WSO2's admin-forced password reset; OWASP ASVS 6.4.6. */
export async function forceReset(deps: Deps, input: { userId: string; by: By; way: ForcedResetWay }): Promise<Forced> {
  const { userId, by, way } = input
  const settings = await readSettings()
  const { link, code, offlineCode } = settings.recovery.forcedReset
  if (!{ link, code, 'offline-code': offlineCode }[way]) return { outcome: 'way-off' }
  if (way !== 'offline-code' && !isResetOpen(settings)) return { outcome: 'closed' }
  if (userId === by.id) return { outcome: 'yourself' }
  const secret = await secretFor(way)
  for (;;) {
    const user = await findUser(userId)
    if (!user) return { outcome: 'unknown' }
    const { status, email, sessionVersion } = user
    if (by.byKey && user.roles.includes('administrator')) return { outcome: 'administrator' }
    if (status === 'invited' || status === 'disabled') return { outcome: status }
    const counts = user.roles.includes('administrator') && status === 'active'
    if (counts && !(await release(userId))) {
      await recordLastAdministrator(deps, { userId, by, action: 'user.reset-forced' })
      return { outcome: 'last-administrator' }
    }
    const prepared = prepare(deps, { user, by, way, settings, secret })
    if (!(await requireNewPassword({ userId, email, sessionVersion, ...prepared }))) continue
    await Promise.all([settle(userId), endSessionsOf(userId)])
    deps.background.wake()
    return { outcome: 'forced', expiresAt: prepared.expiresAt, code: way === 'offline-code' ? secret.text : undefined }
  }
}

type Secret = { text: string; hash: string | undefined }

/** The token of a link, or a code with its hash: that takes a while, and what was mailed before is told by its time. */
async function secretFor(way: ForcedResetWay): Promise<Secret> {
  if (way === 'link') return { text: newToken(), hash: undefined }
  const text = newOneTimeCode()
  return { text, hash: await admitHashing('proven', () => hashPassword(spellOneTimeCode(text))) }
}

const details = { link: 'mailed link', code: 'mailed code', 'offline-code': 'code shown to the administrator' }

function prepare(
  deps: Deps,
  due: { user: User; by: By; way: ForcedResetWay; settings: Settings; secret: Secret },
): { forcedReset: ForcedReset; proof: Proof | undefined; expiresAt: Date; event: ReturnType<typeof actEvent> } {
  const { user, by, way, secret } = due
  const [id, since] = [randomUUID(), deps.clock.now()]
  const expiresAt = new Date(since.getTime() + lifeMinutes * 60_000)
  const detail = `${details[way]}, works until ${inWords(expiresAt)}`
  const acted = actEvent(deps, { userId: user.id, by, id, at: since, action: 'user.reset-forced', detail })
  const event = { ...acted, endsLinks: true, letter: letterFor(deps, { ...due, id, expiresAt }) }
  if (secret.hash !== undefined)
    return { forcedReset: { since, code: { hash: secret.hash, expiresAt } }, proof: undefined, expiresAt, event }
  const proof = { digest: digestToken(secret.text), purpose: 'reset' as const, issuedAt: since, expiresAt }
  return { forcedReset: { since }, proof, expiresAt, event }
}

function letterFor(
  deps: Deps,
  due: { id: string; user: User; by: By; way: ForcedResetWay; settings: Settings; secret: Secret; expiresAt: Date },
): LetterRow {
  const { id, user, by, way, settings, secret, expiresAt } = due
  const draft = { id, user, settings, until: expiresAt, lifeMinutes }
  if (way === 'link') return forcedResetLetter(deps, { ...draft, token: secret.text })
  if (way === 'code') return forcedResetCodeLetter(deps, { ...draft, code: secret.text })
  return codeHandedOutLetter(deps, { ...draft, handedOutBy: by.username })
}
