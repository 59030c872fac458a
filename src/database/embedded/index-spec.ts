import { asSent, type Doc, isDocument } from './bson.ts'
import { badValue, serverError, unsupported } from './errors.ts'
import { compileFilter } from './filter.ts'
import { sortKeys } from './sort.ts'

const MEANT = new Set(['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'name'])
const IGNORED = new Set([
  'background',
  'v',
  'w',
  'j',
  'wtimeout',
  'writeConcern',
  'commitQuorum',
  'maxTimeMS',
  'comment',
  'ns',
])
/** Reads an index key in any of the driver's spellings. Throws by name for text, geo and wildcard ones. */
export function keyOf(keys: unknown): Doc {
  const entries = isTyped(keys) ? Object.entries(keys as Doc) : sortKeys(keys)
  if (entries.length === 0) throw serverError(67, 'Index keys cannot be an empty object')
  for (const [path, direction] of entries) {
    if (path.includes('$')) throw unsupported(`wildcard indexes (${path})`)
    if (typeof direction === 'string') throw unsupported(`indexes of type ${direction}`)
    if (Number(direction) === 0 || !Number.isFinite(Number(direction)))
      throw serverError(67, `Invalid index direction for ${path}`)
  }
  return Object.fromEntries(entries.map(([path, direction]) => [path, Number(direction) < 0 ? -1 : 1]))
}

function isTyped(keys: unknown): boolean {
  return typeof keys === 'object' && keys !== null && !Array.isArray(keys) && !(keys instanceof Map)
}

/** The description of an index from its key and the options asked for; unknown options are refused by name. */
export function specOf(key: Doc, options: Doc): Doc {
  const spec: Doc = {
    v: 2,
    key,
    name:
      options.name ??
      Object.entries(key)
        .map((pair) => pair.join('_'))
        .join('_'),
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || IGNORED.has(name)) continue
    if (!MEANT.has(name)) throw unsupported(`the index option ${name}`)
    if (value !== false) spec[name] = value
  }
  if (spec.partialFilterExpression !== undefined) {
    spec.partialFilterExpression = asSent(spec.partialFilterExpression)
    compileFilter(spec.partialFilterExpression as Doc)
    refuseNegations(spec.partialFilterExpression as Doc)
    if (spec.sparse === true) throw serverError(67, 'cannot mix "partialFilterExpression" and "sparse" options')
  }
  if (spec.expireAfterSeconds !== undefined) {
    if (Object.keys(key).length > 1) throw serverError(67, 'TTL indexes are single-field indexes')
    if (!(Number(spec.expireAfterSeconds) >= 0))
      throw badValue('TTL index expireAfterSeconds must be a number of at least 0')
  }
  return spec
}

const PARTIAL = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$and', '$or', '$in'])

/** A partial index takes what MongoDB takes: with a negation it could not be told which queries it serves. */
function refuseNegations(filter: Doc): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$exists' && condition !== true)
      throw serverError(67, 'Expression not supported in partial index: $exists: false')
    if (name.startsWith('$') && !PARTIAL.has(name))
      throw serverError(67, `Expression not supported in partial index: ${name}`)
    for (const part of Array.isArray(condition) ? condition : [condition]) if (isDocument(part)) refuseNegations(part)
  }
}

/** Whether two descriptions mean the same index. */
export function sameDefinition(a: Doc, b: Doc): boolean {
  return same(without(a, 'v'), without(b, 'v'))
}

function without(spec: Doc, name: string): Doc {
  return Object.fromEntries(
    Object.entries(spec)
      .filter(([key]) => key !== name)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** Whether two small plain values are written alike. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
