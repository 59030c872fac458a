import mongoose from 'mongoose'
import { openEmbedded } from '../../src/database/embedded/open.ts'
import { sortDocs } from '../../src/database/embedded/sort.ts'
import { type Doc, indexSets, type Operation } from './comparison-operations.ts'

/** One of the two databases: a Mongoose of its own and, for each lane, one collection per set of indexes. Lanes are compared
 *  side by side, so that one computes while another waits for its disk. */
export interface Side {
  instance: mongoose.Mongoose
  lanes: mongoose.mongo.Collection<Doc>[][]
}

/** How many lanes there are. */
export const lanes = 4

/** What an operation came to, in a form that can be compared: an answer, or an error's class, code and, of a duplicate key,
 *  the index it met. */
export type Outcome = { answer: unknown } | ({ error: string } & Refusal)

interface Refusal {
  message: string
  code?: unknown
  keyPattern?: unknown
  result?: unknown
}

const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false } as const

/** Opens the embedded database in a file. */
export async function openFileSide(file: string): Promise<Side> {
  const instance = new mongoose.Mongoose()
  await openEmbedded(instance, file)
  return prepared(instance)
}

/** Opens a database on a MongoDB. */
export async function openServerSide(uri: string): Promise<Side> {
  const instance = new mongoose.Mongoose()
  await instance.connect(uri, { autoIndex: false, autoCreate: false })
  return prepared(instance)
}

/** Carries an operation out and says what it came to. Documents found without an order are put in one. */
export async function perform(
  collection: mongoose.mongo.Collection<Doc>,
  { call, given }: Operation,
): Promise<Outcome> {
  try {
    const method = collection[call as 'findOne'] as (...given: unknown[]) => unknown
    const made = method.apply(collection, given.map(copyOf))
    return { answer: answerOf(call, call === 'find' ? await (made as { toArray(): unknown }).toArray() : await made) }
  } catch (error) {
    const { code, keyPattern, message, result } = error as Refusal
    const name = (error as object).constructor.name
    return { error: name, code, keyPattern, message, ...(name === 'MongoBulkWriteError' && { answer: tally(result) }) }
  }
}

/** Everything in a collection, every value in its exact BSON type. */
export async function contents(collection: mongoose.mongo.Collection<Doc>): Promise<unknown> {
  return comparable(await collection.find({}, exact).sort({ _id: 1 }).toArray())
}

async function prepared(instance: mongoose.Mongoose): Promise<Side> {
  const { db } = instance.connection
  if (!db) throw new Error('not connected')
  const names = Array.from({ length: lanes }, (_, lane) => indexSets.map((_, at) => `lane${lane}-${at}`))
  const side = { instance, lanes: names.map((lane) => lane.map((name) => db.collection<Doc>(name))) }
  for (const lane of side.lanes) {
    for (const [at, indexes] of indexSets.entries()) {
      for (const [keys, options] of indexes) await lane[at]?.createIndex(keys, options)
    }
  }
  return side
}

// Ids that a database made up itself are the same to us; every other id the sequences use begins with 65f0. The order of an
// update's new fields is left out: the protocol server keeps to the order of the operators, MongoDB to that of the names.
function comparable(value: unknown): unknown {
  const text = mongoose.mongo.BSON.EJSON.stringify(value ?? null, { relaxed: false })
  return JSON.parse(text.replaceAll(/"\$oid":"(?!65f0)[0-9a-f]{24}"/g, '"$oid":"new"'), (_name, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? sortedByName(part) : part,
  )
}

function answerOf(call: string, answer: unknown): unknown {
  if (call === 'distinct')
    return comparable(
      sortDocs(
        (answer as unknown[]).map((v) => ({ v })),
        { v: 1 },
      ),
    )
  const { $clusterTime, operationTime, ...rest } = Object(answer) as Doc
  const isDocument = typeof answer === 'object' && answer !== null && !Array.isArray(answer)
  return comparable(isDocument && ('lastErrorObject' in answer || 'acknowledged' in answer) ? rest : answer)
}

function sortedByName(answer: Doc): Doc {
  return Object.fromEntries(Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function tally(result: unknown): unknown {
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds } = result as Doc
  return comparable({ insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds })
}

// Both sides get documents of their own: the drivers write _id into what they insert. BSON values are never written into.
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return Object.getPrototypeOf(Object(value)) === null ? copyOf({ ...value }) : value
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)])) as T
}
