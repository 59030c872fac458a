import type { Mongoose } from 'mongoose'
import type { Doc } from './bson.ts'
import type { EmbeddedClient } from './client.ts'
import { createDriver, SCHEME } from './connection.ts'
import { type Explanation, explain } from './explain.ts'
import { hold } from './hold.ts'
import { sweep } from './ttl.ts'

/** Puts mongoose on the embedded database in one file and connects; models may have been compiled before. Throws one
 *  clear sentence when another process has the file, or when it is not a database. `file` is an absolute path. */
export async function openEmbedded(mongoose: Mongoose, file: string): Promise<void> {
  mongoose.setDriver(driverFor(mongoose))
  // Models compiled earlier wait for the connection they were born with; without this they would wait for ever.
  for (const model of Object.values(mongoose.models)) delete (model as { $init?: unknown }).$init
  try {
    await mongoose.connect(`${SCHEME}${encodeURI(file)}`)
  } catch (cause) {
    mongoose.setDriver(nativeOf(mongoose))
    throw cause
  }
}

/** Writes everything down, closes the file, gives its lock back and mongoose its MongoDB driver. */
export async function closeEmbedded(mongoose: Mongoose): Promise<void> {
  await mongoose.disconnect()
  mongoose.setDriver(nativeOf(mongoose))
}

/** Leaves the file untouched, so that another process can copy it; see `hold`. */
export function holdEmbedded(mongoose: Mongoose): () => boolean {
  return hold(clientOf(mongoose).database)
}

/** Removes at once what TTL indexes say has expired by `now`; otherwise it goes within a minute. Returns how many. */
export async function sweepExpired(mongoose: Mongoose, now: Date): Promise<number> {
  return sweep(clientOf(mongoose).database, now)
}

/** Says how a find would be answered: the SQL, and SQLite's own plan for it. For tests and the curious. */
export function explainFind(mongoose: Mongoose, collection: string, filter: Doc, sort?: unknown): Explanation {
  return explain(clientOf(mongoose).database.storage, collection, filter, sort)
}

const drivers = new WeakMap<Mongoose, object>()

function driverFor(mongoose: Mongoose): object {
  const known = drivers.get(mongoose) ?? createDriver()
  drivers.set(mongoose, known)
  return known
}

function nativeOf(mongoose: Mongoose): unknown {
  return (mongoose as unknown as { driver: { get(): unknown } }).driver.get()
}

function clientOf(mongoose: Mongoose): EmbeddedClient {
  const client = mongoose.connection.getClient() as unknown as EmbeddedClient | undefined
  if (client?.database === undefined) throw new Error('The embedded database is not open')
  return client
}
