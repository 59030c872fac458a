import { createHash } from 'node:crypto'
import mongoose from 'mongoose'

/** Everything the database holds, as one text: what a thief of the database would read. */
export async function dumpDatabase(): Promise<string> {
  const parts = await Promise.all(
    Object.values(mongoose.models).map(async (model) => [model.collection.name, await model.find().lean()] as const),
  )
  return JSON.stringify(Object.fromEntries(parts))
}

/** A short name for everything the database holds, to see whether anything changed. */
export async function databaseState(): Promise<string> {
  return createHash('sha256')
    .update(await dumpDatabase())
    .digest('hex')
}
