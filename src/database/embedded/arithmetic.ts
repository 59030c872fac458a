import mongoose from 'mongoose'
import { bsonType } from './bson.ts'
import { badValue, serverError, unsupported } from './errors.ts'
import { toNumber } from './numbers.ts'
import { typeName } from './types.ts'

const { Double, Int32, Long } = mongoose.mongo
const MAX_LONG = (1n << 63n) - 1n

/** Adds two BSON numbers with MongoDB's result types: int grows into long, any double makes a double. */
export function add(a: unknown, b: unknown): unknown {
  return combine(a, b, { whole: (x, y) => x + y, real: (x, y) => x + y })
}

/** Multiplies two BSON numbers with MongoDB's result types. */
export function multiply(a: unknown, b: unknown): unknown {
  return combine(a, b, { whole: (x, y) => x * y, real: (x, y) => x * y })
}

/** A number of nothing in the type of the given one; what $mul writes where the field is missing. */
export function zeroLike(value: unknown): unknown {
  return multiply(value, new Int32(0))
}

/** Applies a bitwise operator to two whole BSON numbers. */
export function bitwise(name: string, a: unknown, b: unknown): unknown {
  const operators: Record<string, (x: bigint, y: bigint) => bigint> = {
    and: (x, y) => x & y,
    or: (x, y) => x | y,
    xor: (x, y) => x ^ y,
  }
  const apply = operators[name]
  if (apply === undefined) throw badValue(`The $bit operator only supports 'and', 'or', and 'xor', not '${name}'`)
  if (!isWhole(a) || !isWhole(b)) throw badValue('Cannot apply $bit to a value of non-integral type')
  return wholeOf(apply(toBig(a), toBig(b)), a, b)
}

function combine(
  a: unknown,
  b: unknown,
  how: { whole(x: bigint, y: bigint): bigint; real(x: number, y: number): number },
): unknown {
  if (bsonType(a) === 'Decimal128' || bsonType(b) === 'Decimal128') throw unsupported('arithmetic on Decimal128')
  return isWhole(a) && isWhole(b)
    ? wholeOf(how.whole(toBig(a), toBig(b)), a, b)
    : new Double(how.real(toNumber(a), toNumber(b)))
}

function isWhole(value: unknown): boolean {
  return typeName(value) === 'int' || typeName(value) === 'long'
}

function toBig(value: unknown): bigint {
  return bsonType(value) === 'Long' ? (value as { toBigInt(): bigint }).toBigInt() : BigInt(toNumber(value))
}

function wholeOf(result: bigint, a: unknown, b: unknown): unknown {
  if (result > MAX_LONG || result < -MAX_LONG - 1n)
    throw serverError(2, 'Failed to apply the operation: integer overflow')
  const long = typeName(a) === 'long' || typeName(b) === 'long'
  return long || BigInt.asIntN(32, result) !== result ? Long.fromBigInt(result) : new Int32(Number(result))
}
