import { type Stretch, walk } from '../database/keyset.ts'
import { Entries, findEntry, type StoredEntry } from './log.ts'

/** What a page of the log shows; everything left out fits. `from` is included, `until` is not. */
export interface Search {
  action?: string | undefined
  outcome?: 'done' | 'refused' | undefined
  actor?: string | undefined
  subject?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}

/** Conditions by how much they narrow, the strongest first: the first one given chooses the index, the others are looked for along it. */
const byStrength = ['subject', 'actor', 'action', 'outcome'] as const

/** One page of the log, newest first, behind or before the entry with a number. A search with several conditions looks at `most`
 *  entries and says so where that was not enough to fill the page. */
export async function pageOfLog(
  search: Search,
  page: { older?: number | undefined; newer?: number | undefined; limit: number; most: number },
): Promise<Stretch<StoredEntry>> {
  const edge = page.older ?? page.newer
  const from = edge === undefined ? undefined : ((await findEntry(edge)) ?? undefined)
  const [driver, ...others] = byStrength.filter((field) => search[field] !== undefined)
  const wanted = (entry: StoredEntry) => others.every((field) => entry[field] === search[field])
  const way = {
    model: Entries,
    drive: { ...(driver && { [driver]: search[driver] }), ...within(search) },
    order: [
      ['at', -1],
      ['_id', -1],
    ] as [string, 1 | -1][],
    wanted: others.length > 0 ? wanted : undefined,
  }
  return walk(way, { from, backwards: page.newer !== undefined, limit: page.limit, most: page.most })
}

/** Every entry of a search, newest first, a few hundred in memory at a time; entries appended meanwhile are left out. */
export async function* allOfLog(search: Search): AsyncGenerator<StoredEntry> {
  let older: number | undefined
  for (;;) {
    const { found, last, more } = await pageOfLog(search, { older, limit: 500, most: 2000 })
    yield* found
    if (more === 'nothing' || !last) return
    older = last._id
  }
}

function within({ from, until }: Search): object {
  if (!from && !until) return {}
  return { at: { ...(from && { $gte: from }), ...(until && { $lt: until }) } }
}
