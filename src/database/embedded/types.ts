import { bsonType } from './bson.ts'
import { isNumeric } from './compare.ts'
import { badValue } from './errors.ts'
import { TAG, tagOf } from './keys.ts'
import { toNumber } from './numbers.ts'

const CODES: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
}

const BY_TAG: Record<number, string> = {
  [TAG.null]: 'null',
  [TAG.string]: 'string',
  [TAG.object]: 'object',
  [TAG.array]: 'array',
  [TAG.binary]: 'binData',
  [TAG.objectId]: 'objectId',
  [TAG.boolean]: 'bool',
  [TAG.date]: 'date',
  [TAG.timestamp]: 'timestamp',
  [TAG.regex]: 'regex',
  [TAG.minKey]: 'minKey',
  [TAG.maxKey]: 'maxKey',
}

const BY_CLASS: Record<string, string> = {
  Int32: 'int',
  Double: 'double',
  Long: 'long',
  Decimal128: 'decimal',
  BSONSymbol: 'symbol',
}

/** MongoDB's name for the type of a value ('int', 'objectId' …), or 'missing'. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing'
  const known = BY_CLASS[bsonType(value) ?? '']
  if (known !== undefined) return known
  if (bsonType(value) === 'Code') return (value as { scope: unknown }).scope ? 'javascriptWithScope' : 'javascript'
  if (typeof value === 'bigint') return 'long'
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) <= 0x7fffffff ? 'int' : 'double'
  return BY_TAG[tagOf(value)] ?? 'object'
}

/** Compiles the operand of $type: a name, a number, or a list of either. Unknown ones are MongoDB's error. */
export function typeTest(operand: unknown): (value: unknown) => boolean {
  const names = new Set((Array.isArray(operand) ? operand : [operand]).map(nameOf))
  if (names.has('number')) for (const name of ['int', 'long', 'double', 'decimal']) names.add(name)
  return (value) => names.has(typeName(value))
}

function nameOf(item: unknown): string {
  if (isNumeric(item)) {
    const name = toNumber(item) === -1 ? 'minKey' : CODES[toNumber(item)]
    if (name === undefined) throw badValue(`Invalid numerical type code: ${toNumber(item)}`)
    return name
  }
  if (item === 'number' || item === 'minKey' || Object.values(CODES).includes(item as string)) return item as string
  throw badValue(`Unknown type name alias: ${String(item)}`)
}
