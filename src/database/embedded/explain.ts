import Database from 'libsql'
import { asSent, type Doc } from './bson.ts'
import { planQuery } from './plan.ts'
import { pageSql } from './scan.ts'
import { sortKeys } from './sort.ts'
import type { Cell } from './statements.ts'
import type { Storage } from './store.ts'

/** How a query is answered. */
export interface Explanation {
  /** The SQL of each stretch read, and what SQLite says it does with it. */
  steps: { sql: string; index: string | undefined; plan: string[] }[]
  /** Whether the index gives the order asked for. */
  sorted: boolean
  /** Whether the index alone answers the filter. */
  exact: boolean
}

/** Explains a find on a collection. Throws where there is no such collection. */
export function explain(at: Storage, collection: string, filter: Doc, sort?: unknown): Explanation {
  const stored = at.catalog.get(collection)
  if (stored === undefined) throw new Error(`There is no collection ${collection}`)
  const plan = planQuery(stored, asSent(filter), sortKeys(sort))
  const ranges = plan.ranges ?? [undefined]
  const copy = emptyCopy(at)
  const steps = ranges.map((range) => {
    const sql = pageSql(stored, range, { reverse: plan.reverse, more: false })
    const cells: Cell[] = range === undefined ? [-1, 1] : [range.from, range.to, 1]
    const rows = copy.prepare(`EXPLAIN QUERY PLAN ${sql}`).raw().all(cells) as unknown[][]
    return { sql, index: range?.index.name, plan: rows.map((row) => String(row[3])) }
  })
  copy.close()
  return { sorted: plan.sorted, exact: plan.exact, steps }
}

// libsql leaves an EXPLAIN unfinished, which would keep the real file from closing; the plan only depends on the schema.
function emptyCopy(at: Storage): Database.Database {
  const copy = new Database(':memory:')
  for (const [sql] of at.sql.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")) {
    copy.exec(String(sql))
  }
  return copy
}
