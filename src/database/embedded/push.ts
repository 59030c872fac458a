import { type Doc, isDocument } from './bson.ts'
import { compareValues, isNumeric } from './compare.ts'
import { badValue } from './errors.ts'
import { toNumber } from './numbers.ts'
import { sortDocs } from './sort.ts'

const MODIFIERS = new Set(['$each', '$slice', '$sort', '$position'])

/** The list after a $push with its modifiers: $each inserted at $position, then $sort, then $slice. */
export function push(list: readonly unknown[], spec: unknown): unknown[] {
  if (!isDocument(spec) || !('$each' in spec)) return [...list, spec]
  for (const name of Object.keys(spec))
    if (!MODIFIERS.has(name)) throw badValue(`Unrecognized clause in $push: ${name}`)
  if (!Array.isArray(spec.$each)) throw badValue('The argument to $each in $push must be an array')
  const result = [...list]
  result.splice(placeOf(spec, list.length), 0, ...spec.$each)
  const sorted = '$sort' in spec ? sortedBy(result, spec.$sort) : result
  if (!('$slice' in spec)) return sorted
  const slice = wholeNumber(spec.$slice, '$slice')
  if (slice === 0) return []
  return slice < 0 ? sorted.slice(slice) : sorted.slice(0, slice)
}

function placeOf(spec: Doc, length: number): number {
  return '$position' in spec ? wholeNumber(spec.$position, '$position') : length
}

function sortedBy(list: unknown[], sort: unknown): unknown[] {
  if (isNumeric(sort)) {
    const direction = toNumber(sort)
    if (direction !== 1 && direction !== -1) throw badValue('The $sort element value must be either 1 or -1')
    return list.sort((a, b) => direction * compareValues(a, b))
  }
  if (!isDocument(sort)) throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1}')
  return sortDocs(list as Doc[], sort)
}

function wholeNumber(value: unknown, name: string): number {
  const number = isNumeric(value) ? toNumber(value) : Number.NaN
  if (!Number.isInteger(number)) throw badValue(`The value for ${name} must be an integer value`)
  return number
}
