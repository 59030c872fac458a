import { type BsonOptions, type Doc, exactFromBytes, fromBytes } from './bson.ts'
import type { Stored } from './catalog.ts'
import { compileFilter, needsExactTypes } from './filter.ts'
import { type Plan, planQuery, type Range } from './plan.ts'
import type { SortKeys } from './sort.ts'
import type { Cell, Statements } from './statements.ts'

/** A document found: its row, its bytes, and itself. */
export interface Found {
  row: number
  bytes: Buffer
  doc: Doc
}

/** A prepared search in one collection; `nextPage` gives the next matches, undefined at the end. `skipped` says how many of those
 *  to be skipped the index has passed over already, without a look at their documents. */
export interface Search {
  plan: Plan
  skipped: number
  nextPage(): Found[] | undefined
}

const FIRST_PAGE = 32
const LAST_PAGE = 256

/** Prepares a search. Candidates come from the plan page by page; the whole filter is tested on each. */
export function search(
  sql: Statements,
  stored: Stored,
  query: { filter: Doc; sort: SortKeys; skip?: number; pageSize?: number | undefined },
): Search {
  const matches = compileFilter(query.filter)
  const plan = planQuery(stored, query.filter, query.sort)
  const decode = needsExactTypes(query.filter) ? exactFromBytes : fromBytes
  const { skip = 0, pageSize = FIRST_PAGE } = query
  const skipped = canPassOver(plan) ? skip : 0
  const firstSize = Math.min(skip - skipped + pageSize, LAST_PAGE)
  const pages = candidatePages(sql, stored, plan, { firstSize, skipped })
  const seen = plan.repeats ? new Set<number>() : undefined
  return {
    plan,
    skipped,
    nextPage() {
      const page = pages.next()
      if (page.done) return undefined
      return page.value.flatMap(([row, bytes]) => {
        if (seen?.has(row)) return []
        seen?.add(row)
        const doc = decode(bytes)
        return matches(doc) ? [{ row, bytes, doc: decode === fromBytes ? doc : fromBytes(bytes) }] : []
      })
    },
  }
}

/** The SQL that reads one page of a range, or of the whole table; `more` for every page but the first. */
export function pageSql(stored: Stored, range: Range | undefined, how: { reverse: boolean; more: boolean }): string {
  if (range === undefined) return `SELECT doc, bson FROM ${stored.table} WHERE doc > ? ORDER BY doc LIMIT ?`
  const order = how.reverse ? 'DESC' : 'ASC'
  const more = how.more ? ` AND (e.key, e.doc) ${how.reverse ? '<' : '>'} (?, ?)` : ''
  return (
    `SELECT e.doc, d.bson, e.key FROM ${range.index.table} e CROSS JOIN ${stored.table} d ON d.doc = e.doc ` +
    `WHERE e.key >= ? AND e.key < ?${more} ORDER BY e.key ${order}, e.doc ${order} LIMIT ?`
  )
}

function* candidatePages(
  sql: Statements,
  stored: Stored,
  plan: Plan,
  { firstSize, skipped }: { firstSize: number; skipped: number },
): Generator<[number, Buffer][]> {
  let size = Math.max(firstSize, 1)
  const ranges: (Range | undefined)[] = plan.ranges ?? [undefined]
  for (const range of plan.reverse ? [...ranges].reverse() : ranges) {
    let last = skipped > 0 && range ? lastPassed(sql, range, { reverse: plan.reverse, skipped }) : undefined
    if (skipped > 0 && last === undefined) return
    for (;;) {
      const text = pageSql(stored, range, { reverse: plan.reverse, more: last !== undefined })
      const rows = sql.rows(text, cells(range, last, size)) as [number, Buffer, Buffer?][]
      if (rows.length > 0) yield rows as unknown as [number, Buffer][]
      if (rows.length < size) break
      last = rows.at(-1)
      size = Math.min(size * 2, LAST_PAGE)
    }
  }
}

// Where each entry of one stretch is one match, in the order asked for, counting entries is enough.
function canPassOver(plan: Plan): boolean {
  return plan.exact && plan.sorted && !plan.repeats && plan.ranges?.length === 1
}

function lastPassed(
  sql: Statements,
  { index, from, to }: Range,
  how: { reverse: boolean; skipped: number },
): [number, Buffer, Buffer?] | undefined {
  const order = how.reverse ? 'DESC' : 'ASC'
  const text = `SELECT doc, NULL, key FROM ${index.table} WHERE key >= ? AND key < ? ORDER BY key ${order}, doc ${order} LIMIT 1 OFFSET ?`
  return sql.rows(text, [from, to, how.skipped - 1])[0] as [number, Buffer, Buffer?] | undefined
}

function cells(range: Range | undefined, last: [number, Buffer, Buffer?] | undefined, size: number): Cell[] {
  if (range === undefined) return [last?.[0] ?? -1, size]
  const after: Cell[] = last === undefined ? [] : [last[2] as Buffer, last[0]]
  return [range.from, range.to, ...after, size]
}

/** The values a caller sees of a document found, in the types asked for. */
export function asAsked(found: Found, options: BsonOptions | undefined): Doc {
  return options === undefined ? found.doc : fromBytes(found.bytes, options)
}
