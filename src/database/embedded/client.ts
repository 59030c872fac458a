import { type EmbeddedDatabase, openDatabase } from './database.ts'
import { unsupported } from './errors.ts'
import { startSweeping } from './ttl.ts'

/** What mongoose holds as its client: one open file. */
export interface EmbeddedClient {
  database: EmbeddedDatabase
  db(): Record<string, unknown>
  close(): Promise<void>
  startSession(): never
  withSession(): never
  bulkWrite(): never
  watch(): never
}

/** Opens the file at a path as a client, and starts removing what has expired. */
export function createNamed(path: string): EmbeddedClient {
  const database = openDatabase(path)
  const stopSweeping = startSweeping(database)
  return {
    database,
    db: () => database.db,
    async close() {
      stopSweeping()
      await database.close()
    },
    startSession: () => refuse('sessions or transactions'),
    withSession: () => refuse('sessions or transactions'),
    bulkWrite: () => refuse('bulkWrite() on a connection'),
    watch: () => refuse('watch()'),
  }
}

function refuse(what: string): never {
  throw unsupported(what)
}
