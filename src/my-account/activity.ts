import type { AuditEntry } from '../audit/log.ts'
import type { Key } from '../languages/en.ts'

/** A line of what happened to somebody's account, as it may be shown to them. */
export interface Activity {
  at: Date
  what: Key
  isRefused: boolean
  byAdministrator: boolean
  address: string | undefined
}

const words: Record<string, { done: Key; refused?: Key }> = {
  'setup.completed': { done: 'account.activity.setup' },
  'sign-in': { done: 'account.activity.sign-in', refused: 'account.activity.sign-in-refused' },
  'console.sign-in': {
    done: 'account.activity.console-sign-in',
    refused: 'account.activity.console-sign-in-refused',
  },
  'console.proof': { done: 'account.activity.console-proof', refused: 'account.activity.console-proof-refused' },
  'sign-in.one-time-code': { done: 'account.activity.one-time-code' },
  'password.changed': { done: 'account.activity.password', refused: 'account.activity.password-refused' },
  'email.change-asked': { done: 'account.activity.email-asked', refused: 'account.activity.email-asked-refused' },
  'email.change-cancelled': { done: 'account.activity.email-cancelled' },
  'email.changed': { done: 'account.activity.email', refused: 'account.activity.email-refused' },
  'email.change-undone': { done: 'account.activity.email-undone', refused: 'account.activity.email-undone-refused' },
  'api-key.created': { done: 'account.activity.api-key' },
  'api-key.revoked': { done: 'account.activity.api-key-revoked' },
  'profile.changed': { done: 'account.activity.profile' },
  'language.changed': { done: 'account.activity.language' },
  'session.ended': { done: 'account.activity.session-ended', refused: 'account.activity.sessions-refused' },
  'sessions.ended': { done: 'account.activity.sessions-ended', refused: 'account.activity.sessions-refused' },
  'password-reset.link-issued': {
    done: 'account.activity.reset-asked',
    refused: 'account.activity.reset-asked-refused',
  },
  'username.reminded': { done: 'account.activity.username', refused: 'account.activity.username-refused' },
  'password-reset.link-opened': { done: 'account.activity.reset-opened' },
  'password-reset.code-entered': { done: 'account.activity.code', refused: 'account.activity.code-refused' },
  'password-reset.completed': { done: 'account.activity.reset' },
  'password-reset.reported': { done: 'account.activity.reset-reported' },
  'password-reset.one-time-link': { done: 'account.activity.one-time-link' },
  'invitation.opened': { done: 'account.activity.invitation-opened' },
  'invitation.accepted': { done: 'account.activity.invitation-accepted' },
  'user.created': { done: 'account.activity.created' },
  'user.invited-again': { done: 'account.activity.invited-again' },
  'user.changed': { done: 'account.activity.changed' },
  'user.roles-changed': { done: 'account.activity.roles' },
  'user.reset-forced': { done: 'account.activity.reset-forced' },
  'user.disabled': { done: 'account.activity.disabled' },
  'user.enabled': { done: 'account.activity.enabled' },
  'user.unlocked': { done: 'account.activity.unlocked' },
  'mail.retried': { done: 'account.activity.mail-retried' },
  'mail.cancelled': { done: 'account.activity.mail-cancelled' },
}

/** Whose acts name nobody: whoever filled in a form before signing in. */
const nobody = new Set(['', 'anonymous'])

/** What the person an entry is about may read of it: never a detail, nor which administrator acted and from where. An action without words
 *  of its own gets a general sentence. */
export function toActivity(entry: Omit<AuditEntry, 'id'>, userId: string): Activity {
  const { at, action, outcome, actor, address } = entry
  const isRefused = outcome === 'refused'
  const known = Object.hasOwn(words, action) ? words[action] : undefined
  const what = isRefused ? known?.refused : known?.done
  const byAdministrator = actor !== userId && !nobody.has(actor)
  return {
    at,
    what: what ?? (isRefused ? 'account.activity.other-refused' : 'account.activity.other'),
    isRefused,
    byAdministrator,
    address: byAdministrator || address === '' ? undefined : address,
  }
}
