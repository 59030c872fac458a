import { Aggregator } from 'mingo/aggregator'
import { Context, evalExpr } from 'mingo/core'
import { Lazy } from 'mingo/lazy'
import * as accumulator from 'mingo/operators/accumulator'
import * as expression from 'mingo/operators/expression'
import * as pipelineStages from 'mingo/operators/pipeline'
import * as projection from 'mingo/operators/projection'
import * as query from 'mingo/operators/query'
import * as window from 'mingo/operators/window'
import type { Doc } from './bson.ts'
import { compareValues, equalValues } from './compare.ts'
import { unsupported } from './errors.ts'
import { compileFilter } from './filter.ts'
import { checkExpression, checkPipeline } from './refusals.ts'
import { sortDocs } from './sort.ts'

/** Gives the documents of another collection to $lookup and its kin. */
export type Neighbours = (collection: string) => Doc[]

interface Stream {
  filter(test: (doc: Doc) => boolean): Stream
  transform(change: (docs: Doc[]) => unknown): Stream
}
type Evaluate = (doc: Doc, expr: unknown, options: never) => unknown

// mingo compares by JavaScript type and printed form; these compare as MongoDB does, for every BSON type.
const comparison = {
  $cmp: (doc: Doc, expr: unknown, options: never) => Math.sign(ordered(doc, expr, options)),
  $eq: (doc: Doc, expr: unknown, options: never) => ordered(doc, expr, options) === 0,
  $ne: (doc: Doc, expr: unknown, options: never) => ordered(doc, expr, options) !== 0,
  $gt: (doc: Doc, expr: unknown, options: never) => ordered(doc, expr, options) > 0,
  $gte: (doc: Doc, expr: unknown, options: never) => ordered(doc, expr, options) >= 0,
  $lt: (doc: Doc, expr: unknown, options: never) => ordered(doc, expr, options) < 0,
  $lte: (doc: Doc, expr: unknown, options: never) => ordered(doc, expr, options) <= 0,
  $in: (doc: Doc, expr: unknown, options: never) => {
    const [value, list] = both(doc, expr, options)
    if (!Array.isArray(list)) throw unsupported('$in over something that is not an array')
    return list.some((item) => equalValues(item, value))
  },
}

// mingo counts nothing as one document saying 0; MongoDB gives no document.
const stages = {
  $count: (docs: Stream, name: string) =>
    docs.transform((all) => Lazy(all.length === 0 ? [] : [{ [name]: all.length }])),
  $match: (docs: Stream, filter: Doc) => docs.filter(compileFilter(filter)),
  $sort: (docs: Stream, keys: Doc) => docs.transform((all) => Lazy(sortDocs(all, keys))),
}

const context = Context.init({
  accumulator: accumulator as never,
  expression: { ...expression, ...comparison } as never,
  pipeline: { ...pipelineStages, ...stages } as never,
  projection: projection as never,
  query: query as never,
  window: window as never,
})

/** Compiles an aggregation expression such as the operand of $expr. */
export function compileExpression(expr: unknown): (doc: Doc) => unknown {
  checkExpression(expr)
  return (doc) => evalExpr(doc as never, expr as never, { context, scriptEnabled: false } as never)
}

/** Runs aggregation stages over documents, in order; what is not supported is refused by name before the first one runs. */
export function runPipeline(docs: Doc[], pipeline: Doc[], neighbours: Neighbours): Doc[] {
  checkPipeline(pipeline)
  if (pipeline.length === 0) return docs
  const options = { context, scriptEnabled: false, collectionResolver: neighbours } as never
  return new Aggregator(pipeline as never, options).run(docs as never)
}

function ordered(doc: Doc, expr: unknown, options: never): number {
  const [left, right] = both(doc, expr, options)
  return compareValues(left, right)
}

function both(doc: Doc, expr: unknown, options: never): [unknown, unknown] {
  const values = (Array.isArray(expr) ? expr : [expr]).map((part) => evaluated(doc, part, options))
  return [values[0], values[1]]
}

const evaluated: Evaluate = (doc, expr, options) => evalExpr(doc as never, expr as never, options)
