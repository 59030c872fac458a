import { findByIdentifier } from '../users/users.ts'
import type { Search } from './pages.ts'

/** Who or what an entry may name beside people. */
const others = new Set([
  'anonymous',
  'audit',
  'command-line',
  'mail',
  'organization',
  'recovery',
  'smtp',
  'system',
  'templates',
  'users',
])
const dayMs = 24 * 60 * 60_000

/** Filters as people type them: names of people, whole days. */
export interface Asked {
  action?: string | undefined
  outcome?: 'done' | 'refused' | undefined
  actor: string
  subject: string
  from?: string | undefined
  to?: string | undefined
}

/** Turns what was typed into a search: usernames and e-mail addresses become the ids that entries hold, days become moments (UTC,
 *  the last day included). `unknown` names the fields that name nobody. */
export async function toSearch(asked: Asked): Promise<{ search: Search; unknown: ('actor' | 'subject')[] }> {
  const { action, outcome, from, to } = asked
  const [actor, subject] = await Promise.all([idOf(asked.actor), idOf(asked.subject)])
  const unknown = [actor === null && ('actor' as const), subject === null && ('subject' as const)].filter((it) => !!it)
  const until = to === undefined ? undefined : new Date(Date.parse(to) + dayMs)
  const days = { from: from === undefined ? undefined : new Date(from), until }
  return { search: { action, outcome, actor: actor ?? undefined, subject: subject ?? undefined, ...days }, unknown }
}

/** Filters in words, for the entry about an export. */
export function describe(asked: Partial<Asked>): string {
  return Object.entries(asked)
    .filter(([, value]) => value)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ')
}

/** The id behind a name; undefined where nothing was typed, null where nobody is meant. */
async function idOf(typed: string): Promise<string | undefined | null> {
  if (typed === '') return undefined
  if (others.has(typed.toLowerCase())) return typed.toLowerCase()
  if (/^[0-9a-f]{24}$/.test(typed)) return typed
  return (await findByIdentifier(typed))?.id ?? null
}
