import { bsonType } from './bson.ts'

/** An exact decimal difference: 0.DIGITS × 10^exponent, with a sign; digits without zeros at either end. */
export interface Rest {
  negative: boolean
  digits: string
  exponent: number
}

/** A BSON number as its nearest double and what that double leaves out, which is nothing for most numbers. */
export function numberParts(value: unknown): { nearest: number; rest: Rest | undefined } {
  if (typeof value === 'number') return { nearest: value, rest: undefined }
  if (typeof value === 'bigint') return longParts(value)
  switch (bsonType(value)) {
    case 'Long':
      return longParts((value as { toBigInt(): bigint }).toBigInt())
    case 'Decimal128':
      return decimalParts(String(value))
    default:
      return { nearest: Number((value as { value: number }).value), rest: undefined }
  }
}

/** The nearest JavaScript number; enough for arithmetic whose operands are known to be small. */
export function toNumber(value: unknown): number {
  return numberParts(value).nearest
}

/** Bytes that sort as the sizes of positive rests do. */
export function decimalDigits(rest: Rest): Buffer {
  const exponent = Buffer.allocUnsafe(2)
  exponent.writeUInt16BE(rest.exponent + 0x8000)
  return Buffer.concat([exponent, Buffer.from(rest.digits), Buffer.from([0])])
}

function longParts(value: bigint): { nearest: number; rest: Rest | undefined } {
  const nearest = Number(value)
  return { nearest, rest: restOf(value - BigInt(nearest), 0) }
}

function decimalParts(text: string): { nearest: number; rest: Rest | undefined } {
  const nearest = Number(text)
  const match = /^([+-]?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(text)
  if (match === null || Number.isNaN(nearest)) return { nearest, rest: undefined }
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const held = Number.isFinite(nearest) ? nearest : Math.sign(nearest) * Number.MAX_VALUE
  const scale = Number(power) - fraction.length
  const double = exactDouble(held)
  const shared = Math.min(scale, double.scale)
  const exact = BigInt(`${sign}${whole}${fraction}`) * 10n ** BigInt(scale - shared)
  return { nearest: held, rest: restOf(exact - double.units * 10n ** BigInt(double.scale - shared), shared) }
}

// Every double is a finite decimal: mantissa × 2^power, and 2^-n = 5^n × 10^-n.
function exactDouble(value: number): { units: bigint; scale: number } {
  if (Number.isInteger(value)) return { units: BigInt(value), scale: 0 }
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const mantissa = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n)
  const power = (biased === 0 ? 1 : biased) - 1075
  const units = mantissa * 5n ** BigInt(-power)
  return { units: value < 0 ? -units : units, scale: power }
}

function restOf(units: bigint, scale: number): Rest | undefined {
  if (units === 0n) return undefined
  const digits = String(units < 0n ? -units : units)
  return { negative: units < 0n, digits: digits.replace(/0+$/, ''), exponent: digits.length + scale }
}
