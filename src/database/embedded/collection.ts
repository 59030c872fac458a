// Over 120 lines: the list of what a collection offers, one line per method, so that it can be read against the driver's.
import mongoose from 'mongoose'
import { aggregate } from './aggregate.ts'
import type { Doc } from './bson.ts'
import * as bulk from './bulk.ts'
import { type Cursor, createCursor } from './cursor.ts'
import { serverError, unsupported } from './errors.ts'
import * as indexes from './index-commands.ts'
import { checked, type OperationOptions } from './options.ts'
import * as reads from './reads.ts'
import * as writes from './writes.ts'

type Options = OperationOptions | undefined

/** A collection with the methods of the MongoDB driver's; those it lacks are refused by name. */
export function createCollection(to: writes.Target): Record<string, unknown> {
  const { storage: at, committer, name } = to
  const write = <T>(work: () => T): Promise<T> => committer.write(work)

  const methods = {
    collectionName: name,
    dbName: at.databaseName,
    namespace: `${at.databaseName}.${name}`,

    find: (filter: Doc = {}, options?: Options): Cursor =>
      createCursor((set) => reads.find(at, name, filter, set), options),
    aggregate: (pipeline: Doc[] = [], options?: Options): Cursor =>
      createCursor((set) => aggregate(at, name, pipeline, set), { ...options, ...cursorless }),
    findOne: async (filter: Doc = {}, options?: Options) => {
      for await (const doc of reads.find(at, name, filter, { ...checked(options), limit: 1 })) return doc
      return null
    },
    countDocuments: async (filter: Doc = {}, options?: Options) => reads.count(at, name, filter, checked(options)),
    estimatedDocumentCount: async (options?: Options) =>
      reads.count(at, name, {}, { ...checked(options), skip: 0, limit: 0 }),
    distinct: async (path: string, filter: Doc = {}, options?: Options) => {
      checked(options)
      return reads.distinct(at, name, path, filter)
    },

    insertOne: async (doc: Doc, options?: Options) => writes.insertOne(to, doc, checked(options)),
    insertMany: async (docs: Doc[], options?: Options) => bulk.insertMany(to, docs, checked(options)),
    updateOne: async (filter: Doc, update: unknown, options?: Options) =>
      writes.updateOne(to, filter, update, checked(options)),
    updateMany: async (filter: Doc, update: unknown, options?: Options) =>
      writes.updateMany(to, filter, update, checked(options)),
    replaceOne: async (filter: Doc, next: Doc, options?: Options) =>
      writes.replaceOne(to, filter, next, checked(options)),
    deleteOne: async (filter: Doc, options?: Options) => writes.deleteOne(to, filter, checked(options)),
    deleteMany: async (filter: Doc = {}, options?: Options) => {
      checked(options)
      return writes.deleteMany(to, filter)
    },
    findOneAndUpdate: async (filter: Doc, update: unknown, options?: Options) =>
      writes.findOneAndUpdate(to, filter, update, checked(options)),
    findOneAndReplace: async (filter: Doc, next: Doc, options?: Options) =>
      writes.findOneAndReplace(to, filter, next, checked(options)),
    findOneAndDelete: async (filter: Doc, options?: Options) => writes.findOneAndDelete(to, filter, checked(options)),
    bulkWrite: async (operations: Doc[], options?: Options) => bulk.bulkWrite(to, operations, checked(options)),

    createIndex: async (keys: unknown, options?: Options) =>
      write(() => indexes.createIndex(at, name, keys, indexOptions(options))),
    createIndexes: async (specs: Doc[], options?: Options) => {
      checked(options)
      return write(() => specs.map(({ key, ...rest }) => indexes.createIndex(at, name, key, rest)))
    },
    ensureIndex: async (keys: unknown, options?: Options) =>
      write(() => indexes.createIndex(at, name, keys, indexOptions(options))),
    dropIndex: async (wanted: unknown) =>
      write(() => (wanted === '*' ? indexes.dropIndexes(at, name) : indexes.dropIndex(at, name, wanted))),
    dropIndexes: async () => {
      await write(() => indexes.dropIndexes(at, name))
      return true
    },
    listIndexes: (options?: Options): Cursor =>
      createCursor(() => listed(() => indexes.listIndexes(at, name)), options),
    indexes: async () => indexes.listIndexes(at, name),
    indexExists: async (wanted: string | string[]) => {
      const names = indexes.listIndexes(at, name).map((index) => index.name)
      return [wanted].flat().every((one) => names.includes(one))
    },
    indexInformation: async () =>
      Object.fromEntries(indexes.listIndexes(at, name).map((index) => [index.name, Object.entries(index.key as Doc)])),
    drop: async () =>
      write(() => {
        const stored = at.catalog.get(name)
        if (stored !== undefined) at.catalog.drop(stored)
        return true
      }),
    rename: async (next: string) =>
      write(() => {
        const stored = at.catalog.get(name)
        if (stored === undefined) throw serverError(26, `Source collection ${at.databaseName}.${name} does not exist`)
        if (at.catalog.get(next) !== undefined) throw serverError(48, 'target namespace exists')
        at.catalog.rename(stored, next)
      }),
    isCapped: async () => false,
    options: async () => ({}),
  }
  return { ...refusals(), ...methods }
}

// mongoose passes the options of a server cursor under this name; there is nothing here for them to say.
const cursorless = { cursor: undefined }

function indexOptions(options: Options): Doc {
  const { session, ...rest } = options ?? {}
  if (session !== undefined && session !== null) throw unsupported('sessions or transactions')
  return rest
}

async function* listed(list: () => Doc[]): AsyncGenerator<Doc> {
  yield* list()
}

function refusals(): Record<string, () => never> {
  const names = Object.getOwnPropertyNames(mongoose.mongo.Collection.prototype).filter((name) => name !== 'constructor')
  return Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        throw unsupported(`${name}()`)
      },
    ]),
  )
}
