import { letterKinds } from '../letters/kinds.ts'
import type { MailState } from './queue.ts'

/** What each kind of letter is called on pages. */
export const kinds: Record<string, string> = Object.fromEntries(
  Object.entries(letterKinds).map(([kind, { title }]) => [kind, title]),
)

/** The name of a kind; one without words of its own is spelled out. */
export function kindInWords(kind: string): string {
  return kinds[kind] ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('-', ' ')}`
}

/** What each state is called. */
export const states: Record<MailState, string> = {
  queued: 'Waiting',
  sent: 'Accepted',
  failed: 'Refused',
  expired: 'Expired',
  cancelled: 'Cancelled',
}

/** A length of time as people say it, in the largest unit that fits: "now", "42 s", "7 min", "3 h", "5 days". */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 1) return 'now'
  if (seconds < 100) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  if (hours < 48) return `${hours} h`
  return `${Math.round(hours / 24)} days`
}
