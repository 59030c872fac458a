import mongoose from 'mongoose'

const { EJSON } = mongoose.mongo.BSON

/** What a backup leaves out: it belongs to the moment (sessions, drafts, counters, requests under way) or is made anew from the rest. */
export const leftOut: readonly string[] = Object.freeze([
  'attempts',
  'auditChecks',
  'figures',
  'importDrafts',
  'knownPrograms',
  'mail_state',
  'quotas',
  'recoveryFlows',
  'resetRequests',
  'rosters',
  'sessions',
  'setup',
  'smtpDrafts',
])

/** Where others write meanwhile, this order loses nothing: the note of the newest audit entry is read before the log it vouches for,
 *  and people, who hold what is still to be told, before the letters and entries that tell of it. */
const first = ['auditHead', 'users']
const last = ['mails', 'audit']

/** The collections of a backup, in the order in which they are read. */
export function keptCollections(): string[] {
  const all = Object.values(mongoose.models).map(({ collection }) => collection.collectionName)
  const others = all.filter((name) => ![...first, ...last, ...leftOut].includes(name)).sort()
  return [...first, ...others, ...last]
}

/** A document of a collection, as a line of text that keeps every type: MongoDB's Extended JSON v2, canonical. */
export interface Line {
  collection: string
  text: string
}

/** All collections of the product, in the order in which they are read: those of a backup first. */
export function allCollections(): string[] {
  return [...keptCollections(), ...leftOut]
}

/** Every document of these collections, each exactly once as it is when its turn comes. Its id stands in front, where MongoDB puts it. */
export async function* dumpLines(collections: string[] = keptCollections()): AsyncGenerator<Line> {
  for (const collection of collections) {
    const cursor = mongoose.connection.collection(collection).find({}, { promoteValues: false }).sort({ _id: 1 })
    for await (const { _id, ...rest } of cursor)
      yield { collection, text: EJSON.stringify({ _id, ...rest }, { relaxed: false }) }
  }
}

/** The versions of the data that were reached, oldest first. */
export async function dataVersions(): Promise<number[]> {
  const steps = await mongoose.connection.collection<{ _id: number }>('migrations').find().sort({ _id: 1 }).toArray()
  return steps.map(({ _id }) => _id)
}
