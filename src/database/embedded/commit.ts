import type { Statements } from './statements.ts'

/** Turns synchronous work on the database into durable writes. */
export interface Committer {
  /** Runs the work inside a transaction and answers once it is on disk. Work that throws leaves no trace. */
  write<T>(work: () => T): Promise<T>
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>
}

interface Waiting {
  work(): unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

const MAX_BATCH_MS = 15

/** Groups the writes of one turn of the event loop into one transaction, each inside a savepoint of its own: a thousand
 *  writes at once cost one fsync, and one that fails harms no other. What `beforeCommit` throws keeps all of them from being
 *  written; `undone` is told when work was rolled back. */
export function createCommitter(
  sql: Statements,
  { beforeCommit, undone }: { beforeCommit(): void; undone(scope: 'one' | 'batch'): void },
): Committer {
  let waiting: Waiting[] = []
  let scheduled = false
  const idlers: (() => void)[] = []

  function flush(): void {
    scheduled = false
    const settle: (() => void)[] = []
    const started = performance.now()
    const batch = waiting
    waiting = []
    let done = 0
    try {
      sql.exec('BEGIN IMMEDIATE')
      while (done < batch.length && (done === 0 || performance.now() - started < MAX_BATCH_MS)) {
        done += 1
        settle.push(attempt(batch[done - 1] as Waiting))
      }
      beforeCommit()
      sql.exec('COMMIT')
      for (const tell of settle) tell()
    } catch (error) {
      try {
        sql.exec('ROLLBACK')
      } catch {
        // The transaction had not begun, or SQLite has already rolled it back.
      }
      undone('batch')
      for (const { reject } of batch.slice(0, Math.max(done, 1))) reject(error)
      done = Math.max(done, 1)
    }
    waiting = [...batch.slice(done), ...waiting]
    if (waiting.length > 0) schedule()
    else for (const tell of idlers.splice(0)) tell()
  }

  function attempt({ work, resolve, reject }: Waiting): () => void {
    sql.exec('SAVEPOINT one')
    try {
      const value = work()
      sql.exec('RELEASE one')
      return () => resolve(value)
    } catch (error) {
      try {
        sql.exec('ROLLBACK TO one')
        sql.exec('RELEASE one')
      } catch {
        // A full disk or a failing one makes SQLite roll back the whole transaction: then nobody's work is kept.
        throw error
      }
      undone('one')
      return () => reject(error)
    }
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
        schedule()
      }),
    idle: () =>
      waiting.length === 0 && !scheduled ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  }
}
