import type { User } from '../users/users.ts'

/** What became of a request for a mail: one is queued, or none is, and why. */
export type Verdict = { outcome: 'issued' } | { outcome: 'refused'; reason: string; userId: string | undefined }

/** That no mail leaves. */
export function refused(reason: string, user?: User): Verdict {
  return { outcome: 'refused', reason, userId: user?.id }
}
