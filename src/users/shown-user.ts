import type { Deps } from '../deps.ts'
import { isResetOpen, type Settings } from '../organization/settings.ts'
import { waitingUntil } from '../security/attempts.ts'
import { liveLinkOf } from './changes.ts'
import { keysOf } from './names.ts'
import { pendingEmailOf } from './pending-email.ts'
import type { User } from './users.ts'

/** A person as programs see one: every field is named here, so that nothing else of the record ever shows. */
export function toUser(user: User) {
  const { id, username, email, givenName, familyName, roles, status, language, createdAt, lastSignInAt } = user
  return {
    ...{ id, username, email, given_name: givenName, family_name: familyName, roles, status, language },
    created_at: createdAt.toISOString(),
    last_sign_in_at: lastSignInAt?.toISOString() ?? null,
  }
}

/** The same, with what is under way: the link they hold, the address they have to confirm, and until when sign-ins have to wait. */
export async function toUserDetails(deps: Deps, user: User, settings: Settings) {
  const now = deps.clock.now()
  const [link, pending, wait] = await Promise.all([
    liveLinkOf(user.id),
    pendingEmailOf(user, now),
    waitingUntil(deps.config.secrets, keysOf(user), { limits: settings.system.guessLimits, now }),
  ])
  const isLive = link && link.expiresAt > now && (link.purpose === 'invitation' || isOpenFor(link, settings))
  return {
    ...toUser(user),
    link: isLive ? { purpose: link.purpose, expires_at: link.expiresAt.toISOString() } : null,
    pending_email: pending ? { email: pending.email, expires_at: pending.expiresAt.toISOString() } : null,
    sign_in_waits_until: wait?.toISOString() ?? null,
  }
}

function isOpenFor(link: { issuedAt: Date }, settings: Settings): boolean {
  return isResetOpen(settings) && link.issuedAt >= (settings.system.resetOpenSince ?? new Date(0))
}
