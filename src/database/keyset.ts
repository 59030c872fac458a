import type { Model } from 'mongoose'

/** A way through a collection along one index, page by page. `drive` are the conditions the index answers, `order` the
 *  index's own order behind them, which ends in `_id`; `wanted` says what else a document must be. */
export interface Way<Doc> {
  model: Model<Doc>
  drive: Record<string, unknown>
  order: [path: string, direction: 1 | -1][]
  wanted?: ((doc: Doc) => boolean) | undefined
  /** Which fields to read; all where absent. */
  fields?: string | undefined
}

/** Where a page begins: behind this document, or before it when `backwards`; at most `limit` documents are found and at most `most`
 *  looked at. */
export interface Leg<Doc> {
  from?: Doc | undefined
  backwards?: boolean | undefined
  limit: number
  most: number
}

/** What a leg found, in the order of the way. `more` tells what lies beyond: nothing, something, or that `most` were looked at
 *  without filling the page, and the next leg goes on behind `last`. */
export interface Stretch<Doc> {
  found: Doc[]
  last: Doc | undefined
  more: 'nothing' | 'something' | 'unknown'
}

const batchSize = 500

/** Walks one leg. What it costs depends on `most`, never on the size of the collection or on how far the page is from the
 *  beginning. */
export async function walk<Doc>(way: Way<Doc>, leg: Leg<Doc>): Promise<Stretch<Doc>> {
  const { limit, most, backwards = false } = leg
  const { wanted = () => true } = way
  const found: Doc[] = []
  let last: Doc | undefined
  let looked = 0
  for (const { filter, sort } of queries(way, leg)) {
    const left = most - looked
    if (left <= 0) break
    const wish = way.wanted ? left : Math.min(left, limit + 1 - found.length)
    const cursor = way.model.find(filter, way.fields).sort(sort).limit(wish).lean<Doc[]>().cursor({ batchSize })
    for await (const document of cursor) {
      const doc = document as Doc
      looked += 1
      if (wanted(doc) && found.push(doc) > limit) break
      last = doc
    }
    if (found.length > limit) break
  }
  const full = found.length > limit
  const page = found.slice(0, limit)
  return {
    found: backwards ? page.reverse() : page,
    last,
    more: full ? 'something' : looked >= most ? 'unknown' : 'nothing',
  }
}

/** One query per part of the order: first those that share all parts but the last with `from`, then those that share one fewer;
 *  each is one stretch of the index. */
function queries<Doc>({ drive, order }: Way<Doc>, { from, backwards }: Leg<Doc>) {
  const turned = order.map(([path, direction]) => [path, backwards ? -direction : direction] as [string, 1 | -1])
  if (from === undefined) return [{ filter: drive, sort: Object.fromEntries(turned) }]
  return turned.map((_, index) => {
    const at = turned.length - 1 - index
    const filter: Record<string, unknown> = { ...drive }
    for (const [path] of turned.slice(0, at)) filter[path] = valueAt(from, path)
    const [path, direction] = turned[at] as [string, 1 | -1]
    const range = typeof drive[path] === 'object' ? (drive[path] as object) : {}
    filter[path] = { ...range, [direction === 1 ? '$gt' : '$lt']: valueAt(from, path) }
    if (direction === 1) delete (filter[path] as Record<string, unknown>).$gte
    return { filter, sort: Object.fromEntries(turned.slice(at)) }
  })
}

function valueAt(doc: unknown, path: string): unknown {
  return path.split('.').reduce((value, part) => (value as Record<string, unknown> | undefined)?.[part], doc)
}
