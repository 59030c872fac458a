// Over 120 lines: every way to read a collection, side by side, because they share one plan.

import { asSent, type Doc } from './bson.ts'
import type { Stored } from './catalog.ts'
import { badValue } from './errors.ts'
import { compileFilter } from './filter.ts'
import { encodeKey } from './keys.ts'
import { type OperationOptions, valueOptions } from './options.ts'
import { leavesAt } from './paths.ts'
import { planQuery } from './plan.ts'
import { compileProjection } from './projection.ts'
import { asAsked, type Found, search } from './scan.ts'
import { sortKey, sortKeys } from './sort.ts'
import type { Storage } from './store.ts'

const MAX_TURN_MS = 8

/** The documents a find gives, one by one; between pages the event loop gets its turn. */
export async function* find(at: Storage, name: string, filter: Doc, options: OperationOptions): AsyncGenerator<Doc> {
  const values = valueOptions(options)
  const project = compileProjection(options.projection ?? options.fields)
  for await (const found of findRows(at, name, asSent(filter), options)) {
    const doc = asAsked(found, values)
    yield project === undefined ? doc : project(doc)
  }
}

/** As find, before any projection. The filter is one that has been sent. */
export async function* findRows(
  at: Storage,
  name: string,
  filter: Doc,
  options: OperationOptions,
): AsyncGenerator<Found> {
  const stored = at.catalog.get(name)
  const sort = sortKeys(options.sort)
  const skip = whole(options.skip ?? 0, 'skip')
  const limit = Math.abs(whole(options.limit ?? 0, 'limit')) || Number.POSITIVE_INFINITY
  if (stored === undefined) {
    compileFilter(filter)
    return
  }
  const pageSize = Number.isFinite(limit) ? limit : undefined
  const prepared = search(at.sql, stored, { filter, sort, skip, pageSize })
  if (prepared.plan.sorted) {
    yield* cut(pages(prepared.nextPage), skip - prepared.skipped, limit)
    return
  }
  const keyed: { found: Found; key: Buffer }[] = []
  for await (const found of pages(prepared.nextPage)) keyed.push({ found, key: sortKey(found.doc, sort) })
  keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  for (const { found } of keyed.slice(skip, skip + limit)) yield found
}

async function* pages(nextPage: () => Found[] | undefined): AsyncGenerator<Found> {
  let turn = performance.now()
  for (let page = nextPage(); page !== undefined; page = nextPage()) {
    yield* page
    if (performance.now() - turn < MAX_TURN_MS) continue
    await new Promise(setImmediate)
    turn = performance.now()
  }
}

async function* cut(all: AsyncIterable<Found>, skip: number, limit: number): AsyncGenerator<Found> {
  let seen = 0
  for await (const found of all) {
    seen += 1
    if (seen > skip) yield found
    if (seen - skip >= limit) return
  }
}

function whole(value: unknown, name: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || (name === 'skip' && number < 0))
    throw badValue(`Invalid value for ${name}: ${value}`)
  return number
}

/** How many documents match; where an index holds the whole answer only its entries are counted. */
export async function count(at: Storage, name: string, given: Doc, options: OperationOptions): Promise<number> {
  const filter = asSent(given)
  compileFilter(filter)
  const stored = at.catalog.get(name)
  if (stored === undefined) return 0
  const skip = whole(options.skip ?? 0, 'skip')
  const limit = Math.abs(whole(options.limit ?? 0, 'limit')) || Number.POSITIVE_INFINITY
  const most = skip + limit
  const indexed = countEntries(at, stored, filter, Number.isFinite(most) ? most : -1)
  let all = indexed ?? 0
  if (indexed === undefined)
    for await (const _ of findRows(at, name, filter, { limit: options.limit ? skip + limit : 0 })) all += 1
  return Math.min(Math.max(all - skip, 0), limit)
}

// Each range is counted up to `most`, or to its end where that is -1: what SQLite calls no limit.
function countEntries(at: Storage, stored: Stored, filter: Doc, most: number): number | undefined {
  const plan = planQuery(stored, filter, [])
  if (!plan.exact) return undefined
  if (plan.ranges === undefined) {
    stored.documents ??= Number(at.sql.rows(`SELECT count(*) FROM ${stored.indexes[0]?.table}`)[0]?.[0])
    return stored.documents
  }
  if (plan.repeats && plan.ranges.length > 1) return undefined
  const counted = plan.repeats ? 'DISTINCT doc' : 'doc'
  return plan.ranges
    .map(({ index, from, to }) =>
      at.sql.rows(`SELECT count(*) FROM (SELECT ${counted} FROM ${index.table} WHERE key >= ? AND key < ? LIMIT ?)`, [
        from,
        to,
        most,
      ]),
    )
    .reduce((sum, rows) => sum + Number(rows[0]?.[0]), 0)
}

/** The different values at a path among the matching documents, arrays opened; in order. */
export async function distinct(at: Storage, name: string, path: string, filter: Doc): Promise<unknown[]> {
  const values = new Map<string, { key: Buffer; value: unknown }>()
  for await (const { doc } of findRows(at, name, asSent(filter), {})) {
    for (const value of leavesAt(doc, path).flat()) {
      if (value === undefined) continue
      const key = encodeKey(value)
      values.set(key.toString('latin1'), { key, value })
    }
  }
  return [...values.values()].sort((a, b) => Buffer.compare(a.key, b.key)).map(({ value }) => value)
}
