import type Database from 'libsql'

/** A value SQLite can hold for us. */
export type Cell = Buffer | string | number | null

/** SQL with its statements kept prepared; rows come back as arrays of columns. */
export interface Statements {
  rows(sql: string, cells?: Cell[]): unknown[][]
  run(sql: string, cells?: Cell[]): { changes: number; lastInsertRowid: number | bigint }
  exec(sql: string): void
  /** Lets go of every prepared statement; from now on each call throws. */
  close(): void
}

/** Wraps an open database. Every read runs to its end at once, so no statement keeps a lock or a snapshot. */
export function createStatements(db: Database.Database): Statements {
  const prepared = new Map<string, Database.Statement>()

  let closed = false

  function statement(sql: string): Database.Statement {
    if (closed) throw new Error('The embedded database is closed')
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const made = db.prepare(sql)
    prepared.set(sql, made)
    return made
  }

  return {
    rows: (sql, cells = []) => statement(sql).raw().all(cells) as unknown[][],
    run: (sql, cells = []) => statement(sql).run(cells),
    exec: (sql) => void statement(sql).run([]),
    close() {
      closed = true
      prepared.clear()
    },
  }
}
