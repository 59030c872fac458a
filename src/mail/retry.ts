const firstDelayMs = 5_000
const linkCapMs = 60_000
// A mailbox that says "later" (greylisting) opens after a time of its own; with jitter it is found within half a minute.
const greylistCapMs = 25_000
const noticeCapMs = 60 * 60_000
const noticeLifeMs = 6 * 60 * 60_000
const lastTryMs = 5_000

/** A letter that would arrive with less of its life left than this is not sent. */
export const worthSendingMs = 60_000

interface Life {
  attempts: number
  createdAt: Date
  expiresAt: Date
}

/** When a letter is tried again after a temporary fault: 5, 10, 20, 40, then every 60 s while it carries a link (25 s where a relay
 *  that answered `later` may be greylisting), up to hourly for notices (which live for days), each a fifth more or less by `random`
 *  (0 to 1). The last try lies just before the end; undefined when there is none any more. */
export function nextTry(
  { attempts, createdAt, expiresAt }: Life,
  { now, later, random }: { now: Date; later: boolean; random: number },
): Date | undefined {
  const isNotice = expiresAt.getTime() - createdAt.getTime() > noticeLifeMs
  const cap = isNotice ? noticeCapMs : later ? greylistCapMs : linkCapMs
  const delay = Math.min(firstDelayMs * 2 ** attempts, cap) * (0.8 + 0.4 * random)
  const last = expiresAt.getTime() - worthSendingMs - lastTryMs
  if (now.getTime() >= last) return undefined
  return new Date(Math.min(now.getTime() + delay, last))
}
