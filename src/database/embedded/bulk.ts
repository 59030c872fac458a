// Over 120 lines: one bulk, its tally and its error, which are of no use apart.
import mongoose from 'mongoose'
import { type Doc, newId } from './bson.ts'
import { unsupported } from './errors.ts'
import { checked, type OperationOptions } from './options.ts'
import * as store from './store.ts'
import * as writes from './writes.ts'

const { MongoBulkWriteError } = mongoose.mongo
const OPERATIONS_PER_COMMIT = 100

/** One failed write of a bulk, as the MongoDB driver shows it: without keyPattern, which only single writes' errors have.
 *  Mongoose renumbers `err.index`. */
class WriteError {
  err: { index: number; code: unknown; errmsg: string; op: unknown }
  constructor(err: WriteError['err']) {
    this.err = err
  }
  get code(): unknown {
    return this.err.code
  }
  get index(): number {
    return this.err.index
  }
  get errmsg(): string {
    return this.err.errmsg
  }
  getOperation(): unknown {
    return this.err.op
  }
  toJSON(): unknown {
    return this.err
  }
}

interface Tally {
  ok: 1
  writeErrors: WriteError[]
  writeConcernErrors: never[]
  insertedIds: { index: number; _id: unknown }[]
  nInserted: number
  nUpserted: number
  nMatched: number
  nModified: number
  nRemoved: number
  upserted: { index: number; _id: unknown }[]
}

/** Carries out many writes: ordered ones stop at the first failure, the others all get their turn. */
export async function bulkWrite(to: writes.Target, operations: Doc[], given: OperationOptions): Promise<unknown> {
  const ordered = checked(given).ordered !== false
  const tally = newTally()
  for (let at = 0; at < operations.length; ) {
    const run = runOfSingles(operations, at)
    if (run.length === 0) await many(to, at, operations[at] as Doc, tally)
    else await to.committer.write(() => singles(to, { run, at, ordered }, tally))
    at += Math.max(run.length, 1)
    if (ordered && tally.writeErrors.length > 0) break
  }
  const result = resultOf(tally, ordered)
  const firstError = tally.writeErrors[0]
  if (firstError === undefined) return result
  const { errmsg: message, code } = firstError.err
  throw new MongoBulkWriteError({ message, code, writeErrors: tally.writeErrors } as never, result as never)
}

/** Inserts many documents with the answer insertMany has. */
export async function insertMany(to: writes.Target, docs: Doc[], options: OperationOptions): Promise<unknown> {
  const operations = docs.map((document) => ({ insertOne: { document } }))
  await bulkWrite(to, operations, options)
  const insertedIds = Object.fromEntries(docs.map((doc, index) => [index, doc._id]))
  return { acknowledged: true, insertedCount: docs.length, insertedIds }
}

const MANY = new Set(['updateMany', 'deleteMany'])

function runOfSingles(operations: Doc[], from: number): Doc[] {
  const run = operations.slice(from, from + OPERATIONS_PER_COMMIT)
  const end = run.findIndex((operation) => MANY.has(Object.keys(operation)[0] ?? ''))
  return end < 0 ? run : run.slice(0, end)
}

// One commit for the whole run; each operation in a savepoint of its own, so that what came before a failure stays.
function singles(to: writes.Target, how: { run: Doc[]; at: number; ordered: boolean }, tally: Tally): void {
  for (const [offset, operation] of how.run.entries()) {
    const index = how.at + offset
    const error = store.attempt(to.storage, () => single(to, index, operation, tally))
    if (error === undefined) continue
    note(tally, index, operation, error)
    if (how.ordered) return
  }
}

function single(to: writes.Target, index: number, operation: Doc, tally: Tally): void {
  const [kind, spec] = Object.entries(operation)[0] as [string, Doc & OperationOptions]
  const filter = spec.filter as Doc
  switch (kind) {
    case 'insertOne': {
      const document = (spec.document ?? spec) as Doc
      if (document._id === undefined) document._id = newId()
      store.insert(to.storage, to.name, document)
      tally.insertedIds.push({ index, _id: document._id })
      tally.nInserted += 1
      return
    }
    case 'updateOne':
      updated(tally, index, writes.answerOf(writes.oneUpdate(to, filter, spec.update, checked(spec))()))
      return
    case 'replaceOne':
      updated(
        tally,
        index,
        writes.answerOf(writes.oneReplacement(to, filter, spec.replacement as Doc, checked(spec))()),
      )
      return
    case 'deleteOne':
      if (writes.oneRemoval(to, filter, checked(spec))() !== undefined) tally.nRemoved += 1
      return
  }
  throw unsupported(`the bulk operation ${kind}`)
}

async function many(to: writes.Target, index: number, operation: Doc, tally: Tally): Promise<void> {
  const [kind, spec] = Object.entries(operation)[0] as [string, Doc & OperationOptions]
  const filter = spec.filter as Doc
  try {
    checked(spec)
    if (kind === 'deleteMany') tally.nRemoved += (await writes.deleteMany(to, filter)).deletedCount
    else updated(tally, index, await writes.updateMany(to, filter, spec.update, spec))
  } catch (error) {
    note(tally, index, operation, error)
  }
}

// Only what a server would answer is a write error; the rest is ours to throw.
function note(tally: Tally, index: number, operation: Doc, error: unknown): void {
  const { code, message } = error as Error & { code?: unknown }
  if (typeof code !== 'number') throw error
  tally.writeErrors.push(new WriteError({ index, code, errmsg: message, op: operation }))
}

function updated(tally: Tally, index: number, answer: writes.UpdateAnswer): void {
  tally.nMatched += answer.matchedCount
  tally.nModified += answer.modifiedCount
  tally.nUpserted += answer.upsertedCount
  if (answer.upsertedCount > 0) tally.upserted.push({ index, _id: answer.upsertedId })
}

function newTally(): Tally {
  const counts = { nInserted: 0, nUpserted: 0, nMatched: 0, nModified: 0, nRemoved: 0 }
  return { ok: 1, writeErrors: [], writeConcernErrors: [], insertedIds: [], upserted: [], ...counts }
}

function resultOf(tally: Tally, ordered: boolean): unknown {
  const { BulkWriteResult } = (mongoose as unknown as { driver: { get(): NativeDriver } }).driver.get()
  return new BulkWriteResult(tally, ordered)
}

interface NativeDriver {
  BulkWriteResult: new (tally: Tally, ordered: boolean) => unknown
}
