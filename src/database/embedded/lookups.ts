import { type Doc, fromBytes } from './bson.ts'
import { type Found, search } from './scan.ts'
import { type SortKeys, sortDocs } from './sort.ts'
import type { Storage } from './store.ts'

/** The first match in the order asked for, read in one go: what a conditional write decides on. */
export function first(at: Storage, name: string, query: { filter: Doc; sort: SortKeys }): Found | undefined {
  const stored = at.catalog.get(name)
  if (stored === undefined) return undefined
  const found = search(at.sql, stored, { ...query, pageSize: 1 })
  const all: Found[] = []
  for (let page = found.nextPage(); page !== undefined; page = found.nextPage()) {
    if (found.plan.sorted && page[0] !== undefined) return page[0]
    all.push(...page)
  }
  const best = sortDocs(
    all.map(({ doc }) => doc),
    query.sort,
  )[0]
  return all.find(({ doc }) => doc === best)
}

/** A document by its row, if it is still there. */
export function byRow(at: Storage, name: string, row: number): Found | undefined {
  const stored = at.catalog.get(name)
  if (stored === undefined) return undefined
  const bytes = at.sql.rows(`SELECT bson FROM ${stored.table} WHERE doc = ?`, [row])[0]?.[0] as Buffer | undefined
  return bytes && { row, bytes, doc: fromBytes(bytes) }
}
