// Over 120 lines: the eleven writes of a collection, one function each, all built from the same three steps of store.ts.
import mongoose from 'mongoose'
import { asSent, asSentExactly, type BsonOptions, type Doc, exactFromBytes, plain } from './bson.ts'
import type { Committer } from './commit.ts'
import { serverError } from './errors.ts'
import { compileFilter, needsExactTypes } from './filter.ts'
import { byRow, first } from './lookups.ts'
import { type OperationOptions, valueOptions } from './options.ts'
import { compileProjection } from './projection.ts'
import { findRows } from './reads.ts'
import { sortKeys } from './sort.ts'
import type { Change, Storage } from './store.ts'
import * as store from './store.ts'
import { compileUpdate, type Updater } from './update.ts'

/** The file, the queue of writes and the collection a write goes to. */
export interface Target {
  storage: Storage
  committer: Committer
  name: string
}

/** MongoDB's answer to an update. */
export interface UpdateAnswer {
  acknowledged: true
  matchedCount: number
  modifiedCount: number
  upsertedId: unknown
  upsertedCount: number
}

const ROWS_PER_COMMIT = 200
const { MongoInvalidArgumentError } = mongoose.mongo

/** Inserts one document; gives it an _id where it has none, as the driver does. */
export async function insertOne(to: Target, doc: Doc, options: OperationOptions): Promise<Doc> {
  if (doc._id === undefined) doc._id = new mongoose.mongo.ObjectId()
  const kept = await to.committer.write(() => store.insert(to.storage, to.name, doc, options as BsonOptions))
  return { acknowledged: true, insertedId: doc._id ?? kept._id }
}

/** Updates the first match, or inserts with upsert. */
export async function updateOne(
  to: Target,
  filter: Doc,
  update: unknown,
  options: OperationOptions,
): Promise<UpdateAnswer> {
  return answerOf(await to.committer.write(oneUpdate(to, filter, update, options)))
}

/** Updates every match, each document atomically, as MongoDB does. */
export async function updateMany(
  to: Target,
  given: Doc,
  update: unknown,
  options: OperationOptions,
): Promise<UpdateAnswer> {
  const filter = asSent(given)
  const updater = compiled(filter, update, options)
  const answer = answerOf(undefined)
  await eachMatch(to, filter, (found) => {
    const change = store.applyUpdate(to.storage, to.name, found, updater)
    answer.matchedCount += 1
    if (change.modified) answer.modifiedCount += 1
  })
  if (answer.matchedCount > 0 || options.upsert !== true) return answer
  // Somebody else may have inserted it meanwhile: the last look and the insert are one step.
  return answerOf(await to.committer.write(oneUpdate(to, given, update, options)))
}

/** Replaces the first match, or inserts with upsert. */
export async function replaceOne(to: Target, filter: Doc, next: Doc, options: OperationOptions): Promise<UpdateAnswer> {
  return answerOf(await to.committer.write(oneReplacement(to, filter, next, options)))
}

/** Removes the first match. */
export async function deleteOne(to: Target, given: Doc, options: OperationOptions): Promise<Doc> {
  const removed = await to.committer.write(oneRemoval(to, given, options))
  return { acknowledged: true, deletedCount: removed === undefined ? 0 : 1 }
}

/** Removes every match. */
export async function deleteMany(to: Target, given: Doc): Promise<{ acknowledged: true; deletedCount: number }> {
  const answer = { acknowledged: true as const, deletedCount: 0 }
  await eachMatch(to, asSent(given), (found) => {
    store.remove(to.storage, to.name, found)
    answer.deletedCount += 1
  })
  return answer
}

/** Finds, updates and returns one document in one atomic step. */
export async function findOneAndUpdate(
  to: Target,
  filter: Doc,
  update: unknown,
  options: OperationOptions,
): Promise<unknown> {
  const look = lookOf(options)
  return modifiedAnswer(await to.committer.write(oneUpdate(to, filter, update, options)), options, look)
}

/** Finds, replaces and returns one document in one atomic step. */
export async function findOneAndReplace(
  to: Target,
  filter: Doc,
  next: Doc,
  options: OperationOptions,
): Promise<unknown> {
  const look = lookOf(options)
  return modifiedAnswer(await to.committer.write(oneReplacement(to, filter, next, options)), options, look)
}

/** Finds, removes and returns one document in one atomic step. */
export async function findOneAndDelete(to: Target, filter: Doc, options: OperationOptions): Promise<unknown> {
  const look = lookOf(options)
  const removed = await to.committer.write(oneRemoval(to, filter, options))
  const value = removed === undefined ? null : look(removed)
  if (options.includeResultMetadata !== true) return value
  return { value, lastErrorObject: { n: removed === undefined ? 0 : 1 }, ok: 1 }
}

/** The work of updateOne, to be run inside a transaction. */
export function oneUpdate(
  to: Target,
  given: Doc,
  update: unknown,
  options: OperationOptions,
): () => Change | undefined {
  const filter = asSent(given)
  const updater = compiled(filter, update, options)
  const sort = sortKeys(options.sort)
  return () => {
    const found = first(to.storage, to.name, { filter, sort })
    if (found !== undefined) return store.applyUpdate(to.storage, to.name, found, updater)
    return options.upsert === true ? store.upsert(to.storage, to.name, asSentExactly(given), updater) : undefined
  }
}

/** The work of replaceOne, to be run inside a transaction. */
export function oneReplacement(
  to: Target,
  given: Doc,
  replacement: Doc,
  options: OperationOptions,
): () => Change | undefined {
  const next = plain(replacement)
  if (Object.keys(next)[0]?.startsWith('$')) {
    throw new MongoInvalidArgumentError('Replacement document must not contain atomic operators')
  }
  const filter = asSent(given)
  const sort = sortKeys(options.sort)
  return () => {
    const found = first(to.storage, to.name, { filter, sort })
    if (found !== undefined) return store.put(to.storage, to.name, found, { ...idOf(found.doc), ...next })
    if (options.upsert !== true) return undefined
    return store.upsert(to.storage, to.name, asSentExactly(given), (start) => ({ ...idOf(start), ...next }))
  }
}

/** The work of deleteOne, to be run inside a transaction. */
export function oneRemoval(to: Target, given: Doc, options: OperationOptions): () => Doc | undefined {
  const filter = asSent(given)
  const sort = sortKeys(options.sort)
  compileFilter(filter)
  return () => {
    const found = first(to.storage, to.name, { filter, sort })
    if (found !== undefined) store.remove(to.storage, to.name, found)
    return found?.doc
  }
}

function idOf(doc: Doc): Doc {
  return doc._id === undefined ? {} : { _id: doc._id }
}

function compiled(filter: Doc, update: unknown, options: OperationOptions): Updater {
  const atomic = Array.isArray(update) || Object.keys(update as Doc).some((name) => name.startsWith('$'))
  if (!atomic) throw new MongoInvalidArgumentError('Update document requires atomic operators')
  compileFilter(filter)
  return compileUpdate(update, { filter, arrayFilters: asSent(options.arrayFilters ?? []) })
}

// Matches are gathered first, without a transaction; each is looked at once more before it is written.
async function eachMatch(
  to: Target,
  filter: Doc,
  act: (found: NonNullable<ReturnType<typeof byRow>>) => void,
): Promise<void> {
  const matches = compileFilter(filter)
  const exact = needsExactTypes(filter)
  const rows: number[] = []
  for await (const { row } of findRows(to.storage, to.name, filter, {})) rows.push(row)
  for (let at = 0; at < rows.length; at += ROWS_PER_COMMIT) {
    const failed = await to.committer.write(() => {
      for (const row of rows.slice(at, at + ROWS_PER_COMMIT)) {
        const found = byRow(to.storage, to.name, row)
        if (found === undefined || !matches(exact ? exactFromBytes(found.bytes) : found.doc)) continue
        const error = store.attempt(to.storage, () => act(found))
        if (error !== undefined) return { error }
      }
      return undefined
    })
    // What was written before the failure stays, as in MongoDB.
    if (failed !== undefined) throw failed.error
  }
}

/** Puts a change in MongoDB's words. */
export function answerOf(change: Change | undefined): UpdateAnswer {
  const upserted = change !== undefined && change.upsertedId !== undefined
  return {
    acknowledged: true,
    matchedCount: change !== undefined && !upserted ? 1 : 0,
    modifiedCount: change?.modified ? 1 : 0,
    upsertedId: upserted ? change.upsertedId : null,
    upsertedCount: upserted ? 1 : 0,
  }
}

function lookOf(options: OperationOptions): (doc: Doc) => Doc {
  if (valueOptions(options) !== undefined)
    throw serverError(2, 'Options about BSON values are not supported in findOneAnd…')
  return compileProjection(options.projection ?? options.fields) ?? ((doc) => doc)
}

function modifiedAnswer(change: Change | undefined, options: OperationOptions, look: (doc: Doc) => Doc): unknown {
  const doc = options.returnDocument === 'after' ? change?.after : change?.before
  const value = doc === undefined ? null : look(doc)
  if (options.includeResultMetadata !== true) return value
  const upserted = change?.upsertedId
  const lastErrorObject = {
    n: change === undefined ? 0 : 1,
    updatedExisting: change !== undefined && upserted === undefined,
    ...(upserted === undefined ? {} : { upserted }),
  }
  return { value, lastErrorObject, ok: 1 }
}
