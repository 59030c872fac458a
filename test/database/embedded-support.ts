import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { closeEmbedded, openEmbedded } from '../../src/database/embedded/open.ts'

export type Doc = Record<string, unknown>

/** Opens an embedded database of its own for one test file and throws it away afterwards. Returns where it is. */
export function useEmbeddedDatabase(): { file: string } {
  const place = { file: '' }
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-'))
    place.file = join(directory, 'data', 'latchkey.db')
    await openEmbedded(mongoose, place.file)
  })
  afterAll(async () => {
    await closeEmbedded(mongoose)
    await rm(directory, { recursive: true })
  })
  return place
}

let collections = 0

/** A model without a schema over a collection of its own, for tests about the driver rather than about mongoose. */
export function looseModel(): mongoose.Model<Doc> {
  collections += 1
  const schema = new mongoose.Schema({}, { strict: false, strictQuery: false, versionKey: false, id: false })
  return mongoose.model(`Loose${collections}`, schema as never, `loose${collections}`) as unknown as mongoose.Model<Doc>
}

/** The collection below mongoose's casting. */
export function rawCollection(): mongoose.mongo.Collection {
  collections += 1
  const { db } = mongoose.connection
  if (db === undefined) throw new Error('not connected')
  return db.collection(`raw${collections}`)
}
