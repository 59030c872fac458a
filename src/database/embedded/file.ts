import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL,
    name TEXT NOT NULL,
    spec BLOB NOT NULL,
    multikey INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection, name)
  );
`

/** Opens the database file for this process alone; makes it (0600) and its directory (0700) where they are missing.
 *  Throws one clear sentence when another process has it, or when it is not a database. The lock is the operating
 *  system's, so it ends with the process, however that ends. */
export function openFile(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  make(path)
  chmodSync(path, 0o600)
  let db: Database.Database | undefined
  try {
    db = new Database(path)
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    demand(db, 'journal_mode = WAL', 'wal')
    db.exec('PRAGMA synchronous = FULL')
    // On macOS a plain fsync does not reach the disk itself; elsewhere these change nothing.
    db.exec('PRAGMA fullfsync = ON')
    db.exec('PRAGMA checkpoint_fullfsync = ON')
    db.exec('PRAGMA cache_size = -16000')
    db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`)
    return db
  } catch (error) {
    db?.close()
    throw explained(error, path)
  }
}

function demand(db: Database.Database, pragma: string, answer: string): void {
  const [row] = db.prepare(`PRAGMA ${pragma}`).all() as object[]
  if (!Object.values(row ?? {}).includes(answer)) throw new Error(`The file system does not allow PRAGMA ${pragma}`)
}

/** Makes a check that the file is still the one that was opened: writing on into one that was moved or deleted would lose
 *  everything from there. The check throws one clear sentence. */
export function presenceCheck(path: string): () => void {
  const opened = statSync(path)
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.ino !== opened.ino || now.dev !== opened.dev) {
      throw new Error(`The database file ${path} was taken away while it was in use`)
    }
  }
}

// A file that is there must not be opened here: closing any descriptor of it drops every lock this process has on it.
function make(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
}

/** Closes the file: everything moved from the log into it, and the lock given back at once. */
export function closeFile(db: Database.Database): void {
  // Leaving WAL and exclusive mode by hand gives the lock back now; closing alone waits for the garbage collector.
  try {
    db.prepare('PRAGMA journal_mode = DELETE').all()
    db.prepare('PRAGMA locking_mode = NORMAL').all()
    db.prepare('SELECT count(*) FROM collections').all()
  } catch {
    // On a full disk the log stays beside the file; the next start reads it.
  }
  db.close()
}

function explained(error: unknown, path: string): unknown {
  const code = (error as { code?: string }).code ?? ''
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new Error(`The database file ${path} is already in use by another process`, { cause: error })
  }
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new Error(`The file ${path} is not a database, or it is damaged`, { cause: error })
  }
  return error
}
