import { type Doc, isDocument } from './bson.ts'
import { isNumeric } from './compare.ts'
import { serverError, unsupported } from './errors.ts'
import { runPipeline } from './evaluate.ts'
import { compileFilter } from './filter.ts'
import { toNumber } from './numbers.ts'
import { compileCondition } from './operators.ts'
import { exclusion, inclusion } from './project-tree.ts'

/** A compiled projection: what a caller sees of a document. */
export type Projector = (doc: Doc) => Doc

/** Compiles a projection, or undefined where nothing is projected. Mixed ones and positional ones are refused. */
export function compileProjection(projection: unknown): Projector | undefined {
  if (projection === undefined || projection === null || Object.keys(projection).length === 0) return undefined
  const entries = Object.entries(projection as Doc)
  if (entries.some(([path]) => path.includes('$'))) throw unsupported('the positional projection operator $')
  if (entries.some(([, value]) => isExpression(value))) {
    return (doc) => runPipeline([doc], [{ $project: projection }], () => [])[0] as Doc
  }
  const plain = entries.filter(([, value]) => !isDocument(value))
  const including = plain.filter(([path, value]) => path !== '_id' && truthy(value)).map(([path]) => path)
  const excluding = plain.filter(([path, value]) => path !== '_id' && !truthy(value)).map(([path]) => path)
  if (including.length > 0 && excluding.length > 0) throw mixed(plain)
  const special = entries.filter(([, value]) => isDocument(value)) as [string, Doc][]
  const arrays = special.map(([path, spec]) => compileArray(path, spec))
  const id = plain.find(([path]) => path === '_id')
  const includes =
    including.length > 0 || (id !== undefined && truthy(id[1]) && excluding.length === 0) || hasElemMatch(special)
  const base = includes
    ? inclusion([...including, ...special.map(([path]) => path)], id === undefined || truthy(id[1]))
    : exclusion([...excluding, ...(id !== undefined && !truthy(id[1]) ? ['_id'] : [])])
  return (doc) => arrays.reduce((seen, change) => change(seen), base(doc))
}

function mixed(plain: [string, unknown][]): Error {
  const [first, ...others] = plain.filter(([path]) => path !== '_id')
  const including = truthy(first?.[1])
  const stranger = others.find(([, value]) => truthy(value) !== including)?.[0]
  return including
    ? serverError(31254, `Cannot do exclusion on field ${stranger} in inclusion projection`)
    : serverError(31253, `Cannot do inclusion on field ${stranger} in exclusion projection`)
}

function hasElemMatch(special: [string, Doc][]): boolean {
  return special.some(([, spec]) => '$elemMatch' in spec)
}

function isExpression(value: unknown): boolean {
  if (typeof value === 'string') return true
  if (!isDocument(value)) return Array.isArray(value)
  if ('$meta' in value) throw unsupported('the projection operator $meta')
  return !('$slice' in value && !isExpressionSlice(value.$slice)) && !('$elemMatch' in value)
}

function isExpressionSlice(operand: unknown): boolean {
  return Array.isArray(operand) && !operand.every(isNumeric)
}

function compileArray(path: string, spec: Doc): Projector {
  if (path.includes('.')) throw unsupported(`the projection operator ${Object.keys(spec)[0]} on a nested path`)
  if ('$elemMatch' in spec) {
    const matches = compileCondition({ $elemMatch: spec.$elemMatch }, compileFilter)
    return (doc) => {
      const list = doc[path]
      const found = Array.isArray(list) ? list.filter((item) => matches([[item]])).slice(0, 1) : []
      const { [path]: _, ...rest } = doc
      return found.length > 0 ? { ...rest, [path]: found } : rest
    }
  }
  const [skip, limit] = (Array.isArray(spec.$slice) ? spec.$slice : [spec.$slice]).map(toNumber) as [number, number?]
  return (doc) => (Array.isArray(doc[path]) ? { ...doc, [path]: sliced(doc[path], skip, limit) } : doc)
}

function sliced(list: unknown[], skip: number, limit: number | undefined): unknown[] {
  if (limit === undefined) return skip < 0 ? list.slice(skip) : list.slice(0, skip)
  const start = skip < 0 ? Math.max(0, list.length + skip) : skip
  return list.slice(start, start + limit)
}

function truthy(value: unknown): boolean {
  return isNumeric(value) ? toNumber(value) !== 0 : value === true
}
