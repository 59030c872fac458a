import type { Doc } from './bson.ts'
import type { Catalog, Stored } from './catalog.ts'
import { duplicateKey, serverError } from './errors.ts'
import type { Index } from './index-definition.ts'
import { encodeKey, inverted } from './keys.ts'
import { indexValues, leavesAt } from './paths.ts'
import type { Statements } from './statements.ts'

/** Keeps the entries of one index in step with a document: removes what `before` had, adds what `after` has.
 *  Throws MongoDB's 11000 when a unique index already has the key for another document. */
export function moveEntries(
  at: { sql: Statements; catalog: Catalog; stored: Stored; index: Index; namespace: string },
  doc: number,
  change: { before?: Doc; after?: Doc },
): void {
  const { sql, index } = at
  const old = change.before === undefined ? NO_KEYS : keysOf(index, change.before).keys
  const next = change.after === undefined ? NO_KEYS : keysOf(index, change.after)
  const wanted = next instanceof Map ? next : next.keys
  for (const [id, key] of old) {
    if (!wanted.has(id)) sql.run(`DELETE FROM ${index.table} WHERE key = ? AND doc = ?`, [key, doc])
  }
  for (const [id, key] of wanted) {
    if (old.has(id)) continue
    try {
      sql.run(`INSERT INTO ${index.table} (key, doc) VALUES (?, ?)`, [key, doc])
    } catch (error) {
      throw isTaken(error) ? duplicateKey(at.namespace, describe(index), keyValue(index, change.after as Doc)) : error
    }
  }
  if (!(next instanceof Map) && next.multikey && !index.multikey) at.catalog.markMultikey(index)
}

const NO_KEYS = new Map<string, Buffer>()

function keysOf(index: Index, doc: Doc): { keys: Map<string, Buffer>; multikey: boolean } {
  if (!isCovered(index, doc)) return { keys: NO_KEYS, multikey: false }
  const columns = index.key.map(([path, direction]) =>
    indexValues(doc, path).map((value) => (direction === 1 ? encodeKey(value) : inverted(encodeKey(value)))),
  )
  const several = index.key.filter((_, at) => (columns[at] as Buffer[]).length > 1)
  if (several.length > 1)
    checkParallel(
      index,
      several.map(([path]) => path),
    )
  let keys: Buffer[] = columns[0] as Buffer[]
  for (const column of columns.slice(1)) keys = keys.flatMap((key) => column.map((part) => Buffer.concat([key, part])))
  const multikey = several.length > 0 || index.key.some(([path]) => leavesAt(doc, path).some(Array.isArray))
  return { keys: new Map(keys.map((key) => [key.toString('latin1'), key])), multikey }
}

function isCovered(index: Index, doc: Doc): boolean {
  if (index.covers !== undefined && !index.covers(doc)) return false
  return !index.sparse || index.key.some(([path]) => leavesAt(doc, path).some((leaf) => leaf !== undefined))
}

// Two arrays side by side would need every pair; MongoDB refuses that. Paths into one array give more entries than
// MongoDB keeps, which only a unique index would notice.
function checkParallel(index: Index, paths: string[]): void {
  const roots = new Set(paths.map((path) => path.split('.')[0]))
  if (roots.size > 1 || index.unique) {
    throw serverError(171, `cannot index parallel arrays [${paths[1]}] [${paths[0]}]`)
  }
}

function isTaken(error: unknown): boolean {
  return String((error as { code?: string }).code).startsWith('SQLITE_CONSTRAINT')
}

function describe(index: Index): { name: string; key: Doc } {
  return { name: index.name, key: Object.fromEntries(index.key) }
}

function keyValue(index: Index, doc: Doc): Doc {
  return Object.fromEntries(index.key.map(([path]) => [path, indexValues(doc, path)[0] ?? null]))
}
