import { type Doc, fromBytes } from './bson.ts'
import type { Stored } from './catalog.ts'
import { moveEntries } from './entries.ts'
import { serverError } from './errors.ts'
import type { Index } from './index-definition.ts'
import { keyOf, same, sameDefinition, specOf } from './index-spec.ts'
import type { Storage } from './store.ts'

const ROWS_PER_PAGE = 256

/** Makes an index and fills it from the documents there are; one that is there already is left alone. Returns its name. */
export function createIndex(at: Storage, collection: string, keys: unknown, options: Doc = {}): string {
  const key = keyOf(keys)
  const spec = specOf(key, options)
  const stored = at.catalog.getOrCreate(collection)
  if (spec.name === '_id_') return '_id_'
  const known = stored.indexes.find((index) => index.name === spec.name || same(index.spec.key, spec.key))
  if (known !== undefined) {
    if (sameDefinition(known.spec, spec)) return known.name
    if (known.name !== spec.name && known.name !== '_id_' && !same(known.spec.key, spec.key)) return known.name
    const code = known.name === spec.name ? 86 : 85
    throw serverError(
      code,
      `An existing index has the same ${code === 86 ? 'name' : 'key'} with different options: ${known.name}`,
    )
  }
  fill(at, stored, at.catalog.addIndex(stored, spec))
  return String(spec.name)
}

/** Removes an index by name or by key. Throws 27 where there is none. */
export function dropIndex(at: Storage, collection: string, wanted: unknown): void {
  const stored = existing(at, collection)
  const index = stored.indexes.find(
    ({ name, spec }) => name === wanted || (typeof wanted === 'object' && same(spec.key, wanted)),
  )
  if (index === undefined) throw serverError(27, `index not found with name [${String(wanted)}]`)
  if (index.name === '_id_') throw serverError(72, 'cannot drop _id index')
  at.catalog.dropIndex(stored, index)
}

/** Removes every index but that on _id. */
export function dropIndexes(at: Storage, collection: string): void {
  const stored = existing(at, collection)
  for (const index of stored.indexes) if (index.name !== '_id_') at.catalog.dropIndex(stored, index)
}

/** The indexes of a collection as MongoDB lists them. Throws 26 where there is no such collection. */
export function listIndexes(at: Storage, collection: string): Doc[] {
  return existing(at, collection).indexes.map(({ spec }) => structuredClone({ ...spec }))
}

function existing(at: Storage, collection: string): Stored {
  const stored = at.catalog.get(collection)
  if (stored === undefined)
    throw serverError(26, `ns does not exist: ${at.databaseName}.${collection}`, { codeName: 'NamespaceNotFound' })
  return stored
}

function fill(at: Storage, stored: Stored, index: Index): void {
  const namespace = `${at.databaseName}.${stored.name}`
  let last = -1
  for (;;) {
    const rows = at.sql.rows(
      `SELECT doc, bson FROM ${stored.table} WHERE doc > ? ORDER BY doc LIMIT ${ROWS_PER_PAGE}`,
      [last],
    )
    for (const [row, bytes] of rows as [number, Buffer][]) {
      moveEntries({ ...at, stored, index, namespace }, row, { after: fromBytes(bytes) })
      last = row
    }
    if (rows.length < ROWS_PER_PAGE) return
  }
}
