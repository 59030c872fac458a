import mongoose from 'mongoose'

type Doc = Record<string, unknown>

/** A question that the product asked the database. */
export interface Query {
  collection: string
  method: string
  filter: Doc
  sort: Doc | undefined
  /** Filter and sort without their values, to name it in a failure. */
  shape: string
}

/** Where the options of each method stand among what it is given; the filter is always first. */
const optionsAt: Record<string, number> = {
  find: 1,
  findOne: 1,
  countDocuments: 1,
  findOneAndUpdate: 2,
  findOneAndReplace: 2,
  findOneAndDelete: 1,
  updateOne: 2,
  updateMany: 2,
  replaceOne: 2,
  deleteOne: 1,
  deleteMany: 1,
}
const noQuery = new Set(['insertOne', 'insertMany', 'createIndex', 'estimatedDocumentCount'])

/** Writes down every query that goes to the database, once per shape. Throws on a method it does not know. */
export function recordQueries(): { stop(): Query[] } {
  const seen = new Map<string, Query>()
  const strangers = new Set<string>()
  mongoose.set('debug', (collection: string, method: string, ...given: unknown[]) => {
    if (noQuery.has(method)) return
    const place = optionsAt[method]
    if (place === undefined) return void strangers.add(method)
    const filter = (given[0] ?? {}) as Doc
    const sort = (given[place] as { sort?: Doc } | undefined)?.sort
    const shape = JSON.stringify([shapeOf(filter), sort])
    seen.set(`${collection}.${method} ${shape}`, { collection, method, filter, sort, shape })
  })
  return {
    stop() {
      mongoose.set('debug', false)
      if (strangers.size > 0) throw new Error(`plans-support.ts does not know ${[...strangers].join(', ')}`)
      return [...seen.values()]
    },
  }
}

/** The names of all stages of the winning plan of an explain answer. */
export function walkStages(explained: unknown): string[] {
  if (Array.isArray(explained)) return explained.flatMap(walkStages)
  if (typeof explained !== 'object' || explained === null) return []
  const { stage, rejectedPlans, ...others } = explained as Doc
  return [...(typeof stage === 'string' ? [stage] : []), ...Object.values(others).flatMap(walkStages)]
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return '?'
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
}
