import { type Doc, isDocument } from './bson.ts'
import { badValue, serverError, unsupported } from './errors.ts'
import { compileExpression } from './evaluate.ts'
import { compileCondition, isOperators } from './operators.ts'
import { leavesAt } from './paths.ts'

/** A compiled filter: whether a document matches. */
export type Matcher = (doc: unknown) => boolean

/** Compiles a filter once for many documents. Throws for operators MongoDB does not know, and by name for those we lack. */
export function compileFilter(filter: Doc): Matcher {
  const tests = Object.entries(filter).map(([key, value]) => compileClause(key, value))
  if (tests.length === 1) return tests[0] as Matcher
  return (doc) => tests.every((test) => test(doc))
}

/** Whether telling int from double matters to the filter, so that documents must be read in exact types. */
export function needsExactTypes(filter: unknown): boolean {
  if (Array.isArray(filter)) return filter.some(needsExactTypes)
  if (!isDocument(filter)) return false
  return Object.entries(filter).some(([key, value]) => key === '$type' || needsExactTypes(value))
}

function compileClause(key: string, value: unknown): Matcher {
  switch (key) {
    case '$and': {
      const all = compileList(key, value)
      return (doc) => all.every((test) => test(doc))
    }
    case '$or': {
      const any = compileList(key, value)
      return (doc) => any.some((test) => test(doc))
    }
    case '$nor': {
      const none = compileList(key, value)
      return (doc) => !none.some((test) => test(doc))
    }
    case '$expr': {
      const evaluate = compileExpression(value)
      return (doc) => isTrue(evaluate(doc as Doc))
    }
    case '$comment':
      return () => true
    case '$where':
    case '$text':
    case '$jsonSchema':
    case '$sampleRate':
      throw unsupported(`the query operator ${key}`)
  }
  if (key.startsWith('$')) throw badValue(`unknown top level operator: ${key}`)
  const test = compileCondition(value, compileFilter)
  return (doc) => test(leavesAt(doc, key))
}

function compileList(key: string, value: unknown): Matcher[] {
  if (!Array.isArray(value) || value.length === 0) throw badValue(`${key} must be a nonempty array`)
  return value.map((item) => {
    if (!isDocument(item)) throw badValue(`${key} argument's entries must be objects`)
    return compileFilter(item)
  })
}

function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0
}

/** The fields a filter pins to one value; what an upsert starts from. Pairs of path and value. Throws MongoDB's 54 where one
 *  field is pinned twice. */
export function equalities(filter: Doc): [string, unknown][] {
  const pinned = pinnedBy(filter).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [at, [path]] of pinned.entries()) {
    for (const [other] of pinned.slice(at + 1)) {
      if (path === other) throw serverError(54, `cannot infer query fields to set, path '${path}' is matched twice`)
      if (!other.startsWith(`${path}.`) && !path.startsWith(`${other}.`)) continue
      throw serverError(54, `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`)
    }
  }
  return pinned
}

// As MongoDB sees a filter once it has simplified it: $and looked into, and $or and $in of one.
function pinnedBy(filter: Doc): [string, unknown][] {
  return Object.entries(filter).flatMap(([key, value]): [string, unknown][] => {
    if (key === '$and' || (key === '$or' && (value as Doc[]).length === 1)) return (value as Doc[]).flatMap(pinnedBy)
    if (key.startsWith('$')) return []
    const values = isOperators(value)
      ? Object.entries(value).flatMap(([name, operand]) => pins(name, operand))
      : [value]
    return values.filter((one) => !isPattern(one) && !isOperators(one)).map((one) => [key, one])
  })
}

function pins(operator: string, operand: unknown): unknown[] {
  if (operator === '$eq') return [operand]
  if (operator === '$all') return operand as unknown[]
  return operator === '$in' && (operand as unknown[]).length === 1 ? (operand as unknown[]) : []
}

function isPattern(value: unknown): boolean {
  return value instanceof RegExp || (value as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp'
}
