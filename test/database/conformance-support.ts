import mongoose from 'mongoose'

export type Doc = Record<string, unknown>

/** What the collections of these tests hold. */
export interface Thing {
  _id: number
  [field: string]: unknown
}

/** Whether this run is on the MongoDB that MONGODB_TEST_URI names. Rows it is known to answer otherwise than MongoDB are skipped there. */
export const onTestServer = process.env.MONGODB_TEST_URI !== undefined

let collections = 0

/** An empty collection below mongoose's casting. */
export function freshCollection(): mongoose.mongo.Collection<Thing> {
  const { db } = mongoose.connection
  if (!db) throw new Error('not connected')
  collections += 1
  return db.collection<Thing>(`conformance${collections}`)
}

/** A model without a schema over an empty collection. */
export function freshModel(): mongoose.Model<Doc> {
  collections += 1
  const schema = new mongoose.Schema({}, { strict: false, strictQuery: false, versionKey: false, id: false })
  return mongoose.model(`Conformance${collections}`, schema as never, `conformance${collections}`) as never
}
