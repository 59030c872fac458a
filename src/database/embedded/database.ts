import type { Doc } from './bson.ts'
import { createCatalog } from './catalog.ts'
import { createCollection } from './collection.ts'
import { type Committer, createCommitter } from './commit.ts'
import { createCursor } from './cursor.ts'
import { serverError, unsupported } from './errors.ts'
import { closeFile, openFile, presenceCheck } from './file.ts'
import { createStatements } from './statements.ts'
import type { Storage } from './store.ts'

/** An open database file with what the MongoDB driver calls a Db. */
export interface EmbeddedDatabase {
  storage: Storage
  committer: Committer
  db: Record<string, unknown>
  close(): Promise<void>
}

const DATABASE_NAME = 'latchkey'

/** Opens the file and offers its collections under the names and methods of the MongoDB driver. */
export function openDatabase(path: string): EmbeddedDatabase {
  const file = openFile(path)
  const sql = createStatements(file)
  const catalog = createCatalog(sql)
  const checkPresence = presenceCheck(path)
  const committer = createCommitter(sql, { beforeCommit: checkPresence, undone: (scope) => catalog.undo(scope) })
  const storage: Storage = { sql, catalog, databaseName: DATABASE_NAME, now: () => new Date() }
  let open = true

  const refuse = (what: string) => () => {
    throw unsupported(what)
  }
  const db = {
    databaseName: DATABASE_NAME,
    collection: (name: string) => createCollection({ storage, committer, name }),
    createCollection: async (name: string, options: Doc = {}) => {
      checkCollectionOptions(options)
      await committer.write(() => {
        if (catalog.get(name) !== undefined)
          throw serverError(48, `Collection ${DATABASE_NAME}.${name} already exists.`)
        catalog.getOrCreate(name)
      })
      return createCollection({ storage, committer, name })
    },
    dropCollection: async (name: string) =>
      (createCollection({ storage, committer, name }) as { drop(): Promise<true> }).drop(),
    dropDatabase: async () =>
      committer.write(() => {
        for (const stored of catalog.all()) catalog.drop(stored)
        return true
      }),
    listCollections: (filter: Doc = {}) => createCursor(() => collections(filter)),
    collections: async () => catalog.all().map(({ name }) => createCollection({ storage, committer, name })),
    admin: () => ({
      ping: async () => pong(),
      listDatabases: async () => ({ databases: [{ name: DATABASE_NAME, empty: catalog.all().length === 0 }], ok: 1 }),
    }),
    command: async (command: Doc) => {
      if ('ping' in command) return pong()
      throw unsupported(`the command ${Object.keys(command)[0]}`)
    },
    aggregate: refuse('aggregate() on a database'),
    watch: refuse('watch()'),
  }

  function pong(): { ok: 1 } {
    checkPresence()
    return { ok: 1 }
  }

  async function* collections(filter: Doc): AsyncGenerator<Doc> {
    for (const { name } of catalog.all()) {
      if (filter.name === undefined || filter.name === name)
        yield { name, type: 'collection', options: {}, info: { readOnly: false } }
    }
  }

  return {
    storage,
    committer,
    db,
    async close() {
      if (!open) return
      await committer.idle()
      open = false
      sql.close()
      closeFile(file)
    },
  }
}

const HARMLESS = new Set([
  'autoIndexId',
  'writeConcern',
  'w',
  'strict',
  'readPreference',
  'pkFactory',
  'autoCreate',
  'autoIndex',
])

function checkCollectionOptions(options: Doc): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false || HARMLESS.has(name)) continue
    throw unsupported(`the collection option ${name}`)
  }
}
