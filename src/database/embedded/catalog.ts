import { type Doc, fromBytes, toBytes } from './bson.ts'
import { describe, type Index } from './index-definition.ts'
import type { Statements } from './statements.ts'

/** A collection and the table of its documents. */
export interface Stored {
  id: number
  name: string
  table: string
  indexes: Index[]
  /** How many documents there are, once somebody has counted them. */
  documents?: number | undefined
}

/** What collections and indexes there are, in memory as on disk. */
export interface Catalog {
  all(): Stored[]
  get(name: string): Stored | undefined
  getOrCreate(name: string): Stored
  addIndex(stored: Stored, spec: Doc): Index
  dropIndex(stored: Stored, index: Index): void
  drop(stored: Stored): void
  rename(stored: Stored, name: string): void
  markMultikey(index: Index): void
  /** Reads everything anew where rolled back work, one write or a whole batch, may have changed it. */
  undo(scope: 'one' | 'batch'): void
}

/** The catalog of one database file. Names are stored as values; tables are called by number. */
export function createCatalog(sql: Statements): Catalog {
  let loaded: Map<string, Stored> | undefined = load()
  let touched = false

  const byName = (): Map<string, Stored> => (loaded ??= load())

  function load(): Map<string, Stored> {
    const found = new Map<string, Stored>()
    for (const [id, name] of sql.rows('SELECT id, name FROM collections ORDER BY name') as [number, string][]) {
      found.set(name, { id, name, table: `documents_${id}`, indexes: [] })
    }
    const byId = new Map([...found.values()].map((stored) => [stored.id, stored]))
    const rows = sql.rows('SELECT id, collection, spec, multikey FROM indexes ORDER BY id') as [
      number,
      number,
      Buffer,
      number,
    ][]
    for (const [id, collection, spec, multikey] of rows) {
      byId.get(collection)?.indexes.push({ ...describe(id, fromBytes(spec)), multikey: multikey === 1 })
    }
    return found
  }

  function addIndex(stored: Stored, spec: Doc): Index {
    touched = true
    const { lastInsertRowid } = sql.run('INSERT INTO indexes (collection, name, spec) VALUES (?, ?, ?)', [
      stored.id,
      String(spec.name),
      toBytes(spec),
    ])
    const index = describe(Number(lastInsertRowid), spec)
    const primary = index.unique ? 'PRIMARY KEY (key)' : 'PRIMARY KEY (key, doc)'
    sql.exec(`CREATE TABLE ${index.table} (key BLOB NOT NULL, doc INTEGER NOT NULL, ${primary}) WITHOUT ROWID`)
    stored.indexes.push(index)
    return index
  }

  function dropIndex(stored: Stored, index: Index): void {
    touched = true
    sql.run('DELETE FROM indexes WHERE id = ?', [index.id])
    sql.exec(`DROP TABLE ${index.table}`)
    stored.indexes = stored.indexes.filter((other) => other !== index)
  }

  return {
    all: () => [...byName().values()],
    get: (name) => byName().get(name),
    getOrCreate(name) {
      const known = byName().get(name)
      if (known !== undefined) return known
      touched = true
      const { lastInsertRowid } = sql.run('INSERT INTO collections (name) VALUES (?)', [name])
      const id = Number(lastInsertRowid)
      const stored: Stored = { id, name, table: `documents_${id}`, indexes: [] }
      sql.exec(`CREATE TABLE ${stored.table} (doc INTEGER PRIMARY KEY, bson BLOB NOT NULL)`)
      addIndex(stored, { v: 2, key: { _id: 1 }, name: '_id_' })
      byName().set(name, stored)
      return stored
    },
    addIndex,
    dropIndex,
    drop(stored) {
      touched = true
      for (const index of stored.indexes) dropIndex(stored, index)
      sql.exec(`DROP TABLE ${stored.table}`)
      sql.run('DELETE FROM collections WHERE id = ?', [stored.id])
      byName().delete(stored.name)
    },
    rename(stored, name) {
      touched = true
      sql.run('UPDATE collections SET name = ? WHERE id = ?', [name, stored.id])
      byName().delete(stored.name)
      stored.name = name
      byName().set(name, stored)
    },
    markMultikey(index) {
      touched = true
      index.multikey = true
      sql.run('UPDATE indexes SET multikey = 1 WHERE id = ?', [index.id])
    },
    undo(scope) {
      for (const stored of loaded?.values() ?? []) stored.documents = undefined
      if (!touched && scope === 'one') return
      loaded = undefined
    },
  }
}
