import { keysExpiring } from '../api-keys/keys.ts'
import { withOwners } from '../api-keys/shown.ts'
import { soonMs } from '../api-keys/soon.ts'
import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import type { Finding } from './examine.ts'

const dayMs = 24 * 60 * 60_000

/** Keys that expire soon, so that no program stops in the night, and those that just did; not those that ended before. */
export async function examineKeys({ clock }: Pick<Deps, 'clock'>): Promise<Finding> {
  const now = clock.now()
  const from = new Date(now.getTime() - dayMs)
  const keys = await withOwners(await keysExpiring({ from, until: new Date(now.getTime() + soonMs) }), now)
  const found = keys.filter(({ state }) => state !== 'owner-changed').map(({ key }) => key)
  const at = { what: 'API keys', href: '/configuration/api-keys' }
  const [first] = found
  if (!first) return { ...at, state: 'ok', text: 'None expires soon.' }
  const others = found.length > 1 ? `, and ${found.length - 1} more soon` : ''
  const when = first.expiresAt > now ? `expires ${inWords(first.expiresAt)}` : `expired ${inWords(first.expiresAt)}`
  const advice = 'Make the next key, give it to the program, then revoke this one.'
  return { ...at, state: 'warning', text: `${first.name} ${when}${others}.`, advice }
}
