import type { Doc } from './bson.ts'
import type { EmbeddedDatabase } from './database.ts'
import { deleteMany } from './writes.ts'

const SWEEP_EVERY_MS = 60_000

/** Removes what the TTL indexes say has expired by `now`. Returns how many documents went. */
export async function sweep(database: EmbeddedDatabase, now: Date): Promise<number> {
  const { storage, committer } = database
  let removed = 0
  for (const { name, indexes } of storage.catalog.all()) {
    for (const { key, expireAfterSeconds, partial } of indexes) {
      const path = key[0]?.[0]
      if (path === undefined || expireAfterSeconds === undefined) continue
      const expired: Doc = { [path]: { $lte: new Date(now.getTime() - expireAfterSeconds * 1000) } }
      const filter = partial === undefined ? expired : { $and: [partial, expired] }
      removed += (await deleteMany({ storage, committer, name }, filter)).deletedCount
    }
  }
  return removed
}

/** Sweeps once a minute without keeping the process alive. Returns how to stop. */
export function startSweeping(database: EmbeddedDatabase): () => void {
  const timer = setInterval(() => {
    sweep(database, new Date(Date.now())).catch(() => {
      // A sweep that fails is made up for by the next one; the documents are only late to go.
    })
  }, SWEEP_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
