import type { Doc } from './bson.ts'
import { badValue, unsupported } from './errors.ts'
import { encodeKey, inverted } from './keys.ts'
import { toNumber } from './numbers.ts'
import { indexValues } from './paths.ts'

/** A sort order as pairs of path and direction. */
export type SortKeys = [path: string, direction: 1 | -1][]

/** Reads a sort in any of the driver's spellings. Throws for $meta by name and for directions that are none. */
export function sortKeys(sort: unknown): SortKeys {
  if (sort === undefined || sort === null) return []
  if (typeof sort === 'string') return [[sort, 1]]
  const pairs = sort instanceof Map ? [...sort] : Array.isArray(sort) ? pairsOf(sort) : Object.entries(sort)
  return pairs.map(([path, direction]): [string, 1 | -1] => [String(path), directionOf(direction)])
}

function pairsOf(sort: unknown[]): [unknown, unknown][] {
  if (sort.length === 2 && typeof sort[0] === 'string' && !Array.isArray(sort[1]) && isDirection(sort[1])) {
    return [[sort[0], sort[1]]]
  }
  return sort.map((item) => (Array.isArray(item) ? [item[0], item[1] ?? 1] : [item, 1]))
}

function isDirection(value: unknown): boolean {
  return typeof value === 'number' || ['asc', 'desc', 'ascending', 'descending', '1', '-1'].includes(String(value))
}

function directionOf(direction: unknown): 1 | -1 {
  if (typeof direction === 'object' && direction !== null && '$meta' in direction) throw unsupported('sorting by $meta')
  if (['asc', 'ascending', '1'].includes(String(direction))) return 1
  if (['desc', 'descending', '-1'].includes(String(direction))) return -1
  if (typeof direction === 'object' && direction !== null) {
    const number = toNumber(direction)
    if (number === 1 || number === -1) return number
  }
  throw badValue(`Invalid sort direction: ${JSON.stringify(direction)}`)
}

/** Sorts as MongoDB does (any types, arrays by their smallest or largest item), stable. Returns a new array. */
export function sortDocs(docs: readonly Doc[], sort: unknown): Doc[] {
  const order = sortKeys(sort)
  const keyed = docs.map((doc) => ({ doc, key: sortKey(doc, order) }))
  keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  return keyed.map(({ doc }) => doc)
}

/** Bytes that sort as the documents do under the given order. */
export function sortKey(doc: Doc, order: SortKeys): Buffer {
  return Buffer.concat(
    order.map(([path, direction]) => {
      const keys = indexValues(doc, path).map((value) =>
        direction === 1 ? encodeKey(value) : inverted(encodeKey(value)),
      )
      return keys.reduce((least, key) => (Buffer.compare(key, least) < 0 ? key : least))
    }),
  )
}
