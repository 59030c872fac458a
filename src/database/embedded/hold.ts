import type { EmbeddedDatabase } from './database.ts'

/** SQLite's own setting: the log is written back into the file after so many pages. */
const usualPages = 1000

/** Brings everything into the database file and leaves it untouched from then on: what is written goes to the log beside it, so that
 *  another process may copy the file in peace. Returns how to let go, which says whether the file was left untouched until then.
 *  Source: SQLite, "Write-Ahead Logging", 3.1 and 3.3. */
export function hold({ storage }: EmbeddedDatabase): () => boolean {
  const [[isBusy] = [1]] = storage.sql.rows('PRAGMA wal_checkpoint(TRUNCATE)')
  if (isBusy) throw new Error('The database file is busy and cannot be held')
  storage.sql.rows('PRAGMA wal_autocheckpoint = 0')
  return () => {
    try {
      storage.sql.rows(`PRAGMA wal_autocheckpoint = ${usualPages}`)
      return true
    } catch {
      // It was closed meanwhile, which wrote the log back.
      return false
    }
  }
}
