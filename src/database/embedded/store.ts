import { type BsonOptions, type Doc, exactFromBytes, fromBytes, newId, plain, toBytes } from './bson.ts'
import type { Catalog, Stored } from './catalog.ts'
import { moveEntries } from './entries.ts'
import { badValue, serverError } from './errors.ts'
import { equalities } from './filter.ts'
import { encodeKey, TAG, tagOf } from './keys.ts'
import type { Found } from './scan.ts'
import type { Statements } from './statements.ts'
import { slotsAt, write } from './targets.ts'
import type { Updater } from './update.ts'

/** What every synchronous piece of work on the file needs. */
export interface Storage {
  sql: Statements
  catalog: Catalog
  databaseName: string
  now(): Date
}

/** What one write did to one document. */
export interface Change {
  before: Doc | undefined
  after: Doc | undefined
  modified: boolean
  upsertedId?: unknown
}

/** Adds a document, its _id first. Throws 11000 where a unique index has its key. */
export function insert(at: Storage, name: string, doc: Doc, options?: BsonOptions): Doc {
  const stored = at.catalog.getOrCreate(name)
  const { _id, ...rest } = plain(doc)
  const bytes = toBytes({ _id: _id === undefined ? newId() : _id, ...rest }, options)
  const kept = fromBytes(bytes)
  checkId(kept._id)
  const { lastInsertRowid } = at.sql.run(`INSERT INTO ${stored.table} (bson) VALUES (?)`, [bytes])
  index(at, stored, Number(lastInsertRowid), { after: kept })
  if (stored.documents !== undefined) stored.documents += 1
  return kept
}

/** Puts other bytes in place of a document found. Throws where the _id would change. */
export function put(at: Storage, name: string, found: Found, next: Doc): Change {
  const stored = at.catalog.getOrCreate(name)
  const bytes = toBytes(next)
  if (bytes.equals(found.bytes)) return { before: found.doc, after: found.doc, modified: false }
  const after = fromBytes(bytes)
  if (!encodeKey(after._id).equals(encodeKey(found.doc._id))) {
    throw immutableId()
  }
  at.sql.run(`UPDATE ${stored.table} SET bson = ? WHERE doc = ?`, [bytes, found.row])
  index(at, stored, found.row, { before: found.doc, after })
  return { before: found.doc, after, modified: true }
}

/** Removes a document found. */
export function remove(at: Storage, name: string, found: Found): void {
  const stored = at.catalog.getOrCreate(name)
  at.sql.run(`DELETE FROM ${stored.table} WHERE doc = ?`, [found.row])
  index(at, stored, found.row, { before: found.doc })
  if (stored.documents !== undefined) stored.documents -= 1
}

/** Applies a compiled update to a document found. */
export function applyUpdate(at: Storage, name: string, found: Found, updater: Updater): Change {
  return put(at, name, found, updater(exactFromBytes(found.bytes), { now: at.now(), inserting: false }))
}

/** The document an upsert inserts: the filter's equalities, then the update. The filter is in exact types. */
export function upsert(at: Storage, name: string, filter: Doc, updater: Updater): Change {
  const start: Doc = {}
  const bindings = { matchers: new Map(), matchedPlace: () => undefined }
  for (const [path, value] of equalities(filter)) {
    for (const slot of slotsAt(start, path, { create: true, bindings })) write(slot, value)
  }
  const pinnedId = start._id
  const doc = updater(start, { now: at.now(), inserting: true })
  if (pinnedId !== undefined && !encodeKey(doc._id ?? null).equals(encodeKey(pinnedId))) throw immutableId()
  const after = insert(at, name, doc)
  return { before: undefined, after, modified: false, upsertedId: after._id }
}

function index(at: Storage, stored: Stored, row: number, change: { before?: Doc; after?: Doc }): void {
  const namespace = `${at.databaseName}.${stored.name}`
  for (const one of stored.indexes) moveEntries({ ...at, stored, index: one, namespace }, row, change)
}

function immutableId(): Error {
  return serverError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
}

function checkId(id: unknown): void {
  const tag = tagOf(id)
  if (tag === TAG.array || tag === TAG.regex || tag === TAG.undefined) {
    throw badValue(
      `The '_id' value cannot be of type ${tag === TAG.array ? 'array' : tag === TAG.regex ? 'regex' : 'undefined'}`,
    )
  }
}

/** Runs one of several pieces of work in a savepoint of its own: what it threw is returned, and it leaves no trace. */
export function attempt(at: Storage, work: () => void): unknown {
  at.sql.exec('SAVEPOINT part')
  try {
    work()
    at.sql.exec('RELEASE part')
    return undefined
  } catch (error) {
    try {
      at.sql.exec('ROLLBACK TO part')
      at.sql.exec('RELEASE part')
    } catch {
      throw error
    }
    at.catalog.undo('one')
    return error
  }
}
