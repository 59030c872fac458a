import { encodeKey, TAG, tagOf } from './keys.ts'

/** MongoDB's order of two values, any types: negative, zero or positive. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number' && !Number.isNaN(a) && !Number.isNaN(b)) return a - b || 0
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
  if (typeof a === 'string' && typeof b === 'string')
    return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
  const tags = tagOf(a) - tagOf(b)
  return tags !== 0 ? tags : Buffer.compare(encodeKey(a), encodeKey(b))
}

/** Whether two values are the same to MongoDB: 5 equals Long 5, the order of fields counts. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a === 'string' || typeof b === 'string') {
    if (typeof a === 'string' && typeof b === 'string') return false
  }
  return tagOf(a) === tagOf(b) && compareValues(a, b) === 0
}

/** Whether a value is a number of any BSON type. */
export function isNumeric(value: unknown): boolean {
  return tagOf(value) === TAG.number
}
