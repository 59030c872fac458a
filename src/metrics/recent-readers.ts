import { createHmac, randomBytes } from 'node:crypto'

const rememberedMs = 60 * 60_000
/** Some for each Prometheus that asks; more only push out the oldest. */
const most = 20

/** Of this process alone, so that what is kept here says nothing to anybody. */
const key = randomBytes(32)
const readers = new Map<string, number>()

/** Notes that whoever showed this `Authorization` was let in. */
export function rememberReader(shown: string, now: Date): void {
  const digest = digestOf(shown)
  readers.delete(digest)
  readers.set(digest, now.getTime())
  const [oldest] = readers.keys()
  if (readers.size > most && oldest !== undefined) readers.delete(oldest)
}

/** Whether the same was shown and let in within the last hour: what is known where the database cannot be asked. */
export function isRecentReader(shown: string, now: Date): boolean {
  const at = readers.get(digestOf(shown))
  return at !== undefined && now.getTime() - at <= rememberedMs
}

function digestOf(shown: string): string {
  return createHmac('sha256', key).update(shown).digest('base64')
}
