import mongoose from 'mongoose'
import { keptCollections } from './dump.ts'

const { EJSON } = mongoose.mongo.BSON

/** A document with the types it was stored with. */
export type Document = Record<string, unknown>

/** The document behind a line of a dump. Throws where the line is something else. */
export function readDocument(text: string): Document {
  const doc: unknown = EJSON.parse(text, { relaxed: false })
  if (typeof doc !== 'object' || doc === null || Array.isArray(doc)) throw new TypeError('A line is not a document')
  return doc as Document
}

/** Whether nothing is lost where a backup takes the place of what is there: no people, no settings, no audit log. */
export async function isDatabaseEmpty(): Promise<boolean> {
  for (const name of keptCollections()) {
    if (name === 'migrations') continue
    if ((await mongoose.connection.collection(name).findOne({})) !== null) return false
  }
  return true
}

/** Takes away every document the product has stored. */
export async function emptyDatabase(): Promise<void> {
  for (const model of Object.values(mongoose.models)) await model.collection.deleteMany({})
}

/** Takes away everything of the product, indexes included, so that nothing that expires is removed while it is filled. */
export async function dropCollections(): Promise<void> {
  for (const { collection } of Object.values(mongoose.models)) await collection.drop().catch(ignoreMissing)
}

/** Stores documents as they are. Throws where one is there already. */
export async function loadDocuments(collection: string, docs: Document[]): Promise<void> {
  if (docs.length > 0) await mongoose.connection.collection(collection).insertMany(docs as object[])
}

/** MongoDB before 7.0 says so where there is no such collection; later ones do not mind. */
function ignoreMissing(error: Error & { code?: unknown }): void {
  if (error.code !== 26) throw error
}
