import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Saying } from '../languages/translate.ts'
import { isResetOpen, readSettings, type Settings } from '../organization/settings.ts'
import { clearAttempts } from '../security/attempts.ts'
import { admitHashing } from '../security/passwords.ts'
import { digestToken, isToken } from '../security/tokens.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { enrol, settle } from '../users/administrators.ts'
import type { PersonEvent, ProofPurpose } from '../users/model.ts'
import { keysOf } from '../users/names.ts'
import { passwordChangedLetter } from './mails.ts'
import { findHolder, type Holder, spendProof } from './reset-tokens.ts'
import { weighNewPassword } from './weigh-new-password.ts'

type Choice = { token: unknown; purpose: ProofPurpose; password: string; address: string; userAgent: string }

export type Opened =
  | { outcome: 'live'; holder: Holder; settings: Settings }
  | { outcome: 'dead-link' }
  | { outcome: 'closed' }
export type Completed =
  | { outcome: 'changed'; returnTo: string | undefined; person: { username: string; email: string } }
  | { outcome: 'refused' | 'chosen-before'; reason: Saying; username: string; isForced: boolean }
  | Exclude<Opened, { outcome: 'live' }>

/** Looks whether a link may be used, changing nothing. Unknown, used, replaced, expired and damaged links look the same. */
export async function openLink(deps: Deps, link: { token: unknown; purpose: ProofPurpose }): Promise<Opened> {
  const settings = await readSettings()
  if (link.purpose === 'reset' && !isResetOpen(settings)) return { outcome: 'closed' }
  const holder = isToken(link.token) ? await findHolder(claim(deps, settings, link.token, link.purpose)) : undefined
  return holder ? { outcome: 'live', holder, settings } : { outcome: 'dead-link' }
}

/** Chooses a new password with a link. A refused password keeps the link alive. The hash is made first, because that is slow
 *  and may fail; then spending the link and writing the hash are one step, which one caller wins. Every session ends, failed
 *  guesses are forgotten, a new password is required no longer, and the notice leaves. Nobody is signed in by it. Source: OWASP Forgot Password Cheat Sheet. */
export function completeReset(deps: Deps, input: Choice): Promise<Completed> {
  return admitHashing('proven', () => complete(deps, input))
}

async function complete(deps: Deps, input: Choice): Promise<Completed> {
  const opened = await openLink(deps, input)
  if (opened.outcome !== 'live' || !isToken(input.token))
    return opened.outcome === 'closed' ? opened : { outcome: 'dead-link' }
  const { holder, settings } = opened
  const weighed = await weighNewPassword(input.password, { settings, owner: { ...holder, id: holder.userId } })
  if (weighed.outcome !== 'fine') return { ...weighed, username: holder.username, isForced: holder.isForced }
  const { passwordHash, pastPasswords } = weighed
  const event = changedEvent(deps, { holder, settings, input })
  // A process that required the new password and stopped right there left the person on the way off the roster.
  if (holder.isForced) await settle(holder.userId)
  const change = { passwordHash, pastPasswords, event, holder }
  const spent = await spendProof(claim(deps, settings, input.token, input.purpose), change)
  if (!spent) return { outcome: 'dead-link' }
  if (spent.administrator) await enrol(spent.userId)
  await Promise.all([endSessionsOf(spent.userId), clearAttempts(deps.config.secrets, keysOf(holder))])
  deps.background.wake()
  return { outcome: 'changed', returnTo: holder.returnTo, person: holder }
}

function claim(deps: Deps, settings: Settings, token: string, purpose: ProofPurpose) {
  const openSince = purpose === 'reset' ? settings.system.resetOpenSince : undefined
  return { digest: digestToken(token), purpose, now: deps.clock.now(), openSince: openSince ?? new Date(0) }
}

function changedEvent(
  deps: Deps,
  done: { holder: Holder; settings: Settings; input: { purpose: ProofPurpose; address: string; userAgent: string } },
): PersonEvent {
  const { holder, settings, input } = done
  const id = randomUUID()
  const at = deps.clock.now()
  const isReset = input.purpose === 'reset' || !holder.isInvited
  const action = isReset ? 'password-reset.completed' : 'invitation.accepted'
  const notice = isReset && settings.system.notifyOnSuccess
  return {
    id,
    endsLinks: true,
    entry: { at, action, outcome: 'done', actor: holder.userId, subject: holder.userId, address: input.address },
    letter: notice
      ? passwordChangedLetter(deps, { id, user: { ...holder, id: holder.userId }, settings, source: input })
      : undefined,
  }
}
