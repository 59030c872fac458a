import mongoose from 'mongoose'
import type { Document } from '../../src/database/load.ts'

/** What makes the town what it is. */
const kept = ['users', 'settings', 'rosters', 'apiKeys', 'templates', 'logos']
/** What would turn everybody away sooner or later. */
const counters = ['attempts', 'quotas']

/** Remembers the town as it is now. The function it gives puts everything back that was there, whatever requests did to it. */
export async function keepTown(): Promise<() => Promise<void>> {
  const there = new Set(Object.values(mongoose.models).map(({ collection }) => collection.collectionName))
  const names = kept.filter((name) => there.has(name))
  const docs = await Promise.all(names.map(async (name) => [name, await all(name)] as const))
  return async () => {
    for (const name of counters) await mongoose.connection.collection(name).deleteMany({})
    for (const [name, own] of docs) {
      if (name === 'users') await dropDoubles(own)
      for (const doc of own)
        await mongoose.connection.collection(name).replaceOne({ _id: doc._id } as object, doc, { upsert: true })
    }
  }
}

function all(name: string): Promise<Document[]> {
  return mongoose.connection.collection(name).find({}).toArray() as Promise<Document[]>
}

/** Whoever took the name or the address of one of us. */
async function dropDoubles(own: Document[]): Promise<void> {
  const people = mongoose.connection.collection('users')
  for (const { _id, usernameKey, emailKey } of own)
    for (const filter of [{ usernameKey }, { emailKey }]) {
      const taken = (await people.findOne(filter as object)) as Document | null
      if (taken && String(taken._id) !== String(_id)) await people.deleteOne({ _id: taken._id } as object)
    }
}
