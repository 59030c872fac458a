import mongoose from 'mongoose'
import type { EmbeddedClient } from '../src/database/embedded/client.ts'
import { insert } from '../src/database/embedded/store.ts'
import { People, type Person } from '../src/users/model.ts'
import { administrator, person } from './growth-people.ts'

const cacheKibibytes = 2_000_000
const batch = 1000
const batchesAtOnce = 2

/** Fills the connected database with an administrator and so many people, or with those that get in until the time is over. Returns
 *  how many there are. Nothing is lost but time if it stops half way, so it takes the fast way in of either database. */
export async function addPeople(count: number, until: number): Promise<number> {
  const client = mongoose.connection.getClient() as unknown as Partial<EmbeddedClient>
  return client.database ? intoFile(client.database, count, until) : intoServer(count, until)
}

/** One transaction in a large cache: thousands of small ones would write every page of the indexes again and again. */
function intoFile({ storage }: EmbeddedClient['database'], count: number, until: number): number {
  storage.sql.exec(`PRAGMA cache_size = -${cacheKibibytes}`)
  storage.sql.exec('BEGIN IMMEDIATE')
  const add = (one: Person) => insert(storage, People.collection.collectionName, { ...one })
  add(administrator)
  let made = 0
  while (made < count && performance.now() < until) add(person(made++))
  storage.sql.exec('COMMIT')
  return made
}

/** Unordered batches, which need not be on disk before the next one is taken. */
async function intoServer(count: number, until: number): Promise<number> {
  const options = { ordered: false, writeConcern: { w: 1, journal: false } } as const
  await People.collection.insertOne(administrator)
  let made = 0
  const lane = async () => {
    while (made < count && performance.now() < until) {
      const from = made
      made = Math.min(made + batch, count)
      const people = Array.from({ length: made - from }, (_, index) => person(from + index))
      await People.collection.insertMany(people, options)
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, lane))
  return made
}
