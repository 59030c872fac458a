import { asSent, type Doc, fromBytes } from './bson.ts'
import { unsupported } from './errors.ts'
import { runPipeline } from './evaluate.ts'
import type { OperationOptions } from './options.ts'
import { valueOptions } from './options.ts'
import { findRows } from './reads.ts'
import type { Storage } from './store.ts'

/** The documents a pipeline gives. What it begins with ($match, then $sort) is answered by the indexes. */
export async function* aggregate(
  at: Storage,
  name: string,
  given: Doc[],
  options: OperationOptions,
): AsyncGenerator<Doc> {
  const pipeline = asSent(given, { bsonRegExp: false })
  runPipeline([], pipeline, () => [])
  const rest = [...pipeline]
  const filter = (rest[0]?.$match !== undefined ? asSent(rest.shift()?.$match) : {}) as Doc
  const sort = rest[0]?.$sort !== undefined ? rest.shift()?.$sort : undefined
  const limit = rest[0]?.$limit as number | undefined
  const docs: Doc[] = []
  for await (const { doc } of findRows(at, name, filter, { sort, ...(limit === undefined ? {} : { limit }) }))
    docs.push(doc)
  if (valueOptions(options) !== undefined) throw unsupported('options about BSON values in aggregate()')
  yield* runPipeline(docs, rest, (other) => everything(at, other))
}

function everything(at: Storage, name: string): Doc[] {
  const stored = at.catalog.get(name)
  if (stored === undefined) return []
  return at.sql.rows(`SELECT bson FROM ${stored.table} ORDER BY doc`).map(([bytes]) => fromBytes(bytes as Buffer))
}
