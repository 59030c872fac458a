// Over 120 lines: one encoding with one case per BSON type; split, its order could no longer be checked by eye.
import { bsonType, type Doc } from './bson.ts'
import { decimalDigits, numberParts } from './numbers.ts'

/** The first byte of every encoded value: MongoDB's comparison order of types. */
export const TAG = {
  minKey: 0x01,
  undefined: 0x05,
  null: 0x0a,
  number: 0x14,
  string: 0x1e,
  object: 0x28,
  array: 0x32,
  binary: 0x3c,
  objectId: 0x46,
  boolean: 0x50,
  date: 0x5a,
  timestamp: 0x5f,
  regex: 0x64,
  code: 0x78,
  scopedCode: 0x82,
  maxKey: 0xfe,
} as const

/** Encodes a value as bytes that sort as MongoDB sorts the values, types bracketed, self-delimiting. */
export function encodeKey(value: unknown): Buffer {
  const out: Buffer[] = []
  append(out, value)
  return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out)
}

/** The same key for a descending place in a compound index: every byte turned round. */
export function inverted(key: Buffer): Buffer {
  const turned = Buffer.allocUnsafe(key.length)
  for (let i = 0; i < key.length; i += 1) turned[i] = 0xff - (key[i] as number)
  return turned
}

/** The type bracket of a value: range conditions never match across it. */
export function tagOf(value: unknown): number {
  if (value === undefined) return TAG.undefined
  if (value === null) return TAG.null
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return TAG.number
    case 'string':
      return TAG.string
    case 'boolean':
      return TAG.boolean
  }
  if (Array.isArray(value)) return TAG.array
  if (value instanceof Date) return TAG.date
  if (value instanceof RegExp) return TAG.regex
  if (value instanceof Uint8Array) return TAG.binary
  return TAG_OF_CLASS[bsonType(value) ?? ''] ?? TAG.object
}

const TAG_OF_CLASS: Record<string, number> = {
  ObjectId: TAG.objectId,
  Int32: TAG.number,
  Double: TAG.number,
  Long: TAG.number,
  Decimal128: TAG.number,
  Timestamp: TAG.timestamp,
  Binary: TAG.binary,
  BSONRegExp: TAG.regex,
  BSONSymbol: TAG.string,
  MinKey: TAG.minKey,
  MaxKey: TAG.maxKey,
}

function append(out: Buffer[], value: unknown): void {
  const tag = bsonType(value) === 'Code' ? codeTag(value) : tagOf(value)
  out.push(tagged[tag] as Buffer)
  switch (tag) {
    case TAG.number:
      appendNumber(out, value)
      break
    case TAG.string:
      appendText(out, String(value))
      break
    case TAG.object:
      appendFields(out, bsonType(value) === 'DBRef' ? (value as { toJSON(): Doc }).toJSON() : (value as Doc))
      break
    case TAG.array:
      for (const item of value as unknown[]) append(out, item ?? null)
      out.push(END)
      break
    case TAG.binary:
      appendBinary(out, value as Uint8Array | BinaryValue)
      break
    case TAG.objectId:
      out.push(Buffer.from((value as { id: Uint8Array }).id))
      break
    case TAG.boolean:
      out.push(value === true ? ONE : END)
      break
    case TAG.date:
      out.push(signed64(BigInt((value as Date).getTime())))
      break
    case TAG.timestamp:
      out.push(unsigned64(BigInt.asUintN(64, (value as { toBigInt(): bigint }).toBigInt())))
      break
    case TAG.regex: {
      const { source, flags } = patternOf(value)
      appendText(out, source)
      appendText(out, flags)
      break
    }
    case TAG.code:
    case TAG.scopedCode: {
      const code = value as { code: unknown; scope: Doc | null }
      appendText(out, String(code.code))
      if (code.scope) appendFields(out, code.scope)
      break
    }
  }
}

interface BinaryValue {
  sub_type: number
  position: number
  buffer: Uint8Array
}

const END = Buffer.from([0])
const ONE = Buffer.from([1])
const tagged = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]))

function codeTag(value: unknown): number {
  return (value as { scope: unknown }).scope ? TAG.scopedCode : TAG.code
}

function appendNumber(out: Buffer[], value: unknown): void {
  const { nearest, rest } = numberParts(value)
  const bytes = Buffer.allocUnsafe(9)
  if (Number.isNaN(nearest)) {
    bytes.fill(0)
  } else {
    bytes.writeDoubleBE(nearest === 0 ? 0 : nearest)
    // An IEEE double sorts as bytes once the sign bit is turned, and all bits where it is negative.
    if ((bytes[0] as number) & 0x80) for (let i = 0; i < 8; i += 1) bytes[i] = 0xff - (bytes[i] as number)
    else bytes[0] = (bytes[0] as number) | 0x80
  }
  bytes[8] = rest === undefined ? 0x80 : rest.negative ? 0x7f : 0x81
  out.push(bytes)
  if (rest !== undefined) out.push(rest.negative ? inverted(decimalDigits(rest)) : decimalDigits(rest))
}

function appendText(out: Buffer[], text: string): void {
  const bytes = Buffer.from(text)
  if (bytes.includes(0)) for (const byte of bytes) out.push(byte === 0 ? ESCAPED_ZERO : (tagged[byte] as Buffer))
  else out.push(bytes)
  out.push(TEXT_END)
}

const ESCAPED_ZERO = Buffer.from([0, 0xff])
const TEXT_END = Buffer.from([0, 0])

// MongoDB compares embedded documents field by field: type of the value, then name, then value; order of fields counts.
function appendFields(out: Buffer[], doc: Doc): void {
  for (const [name, value] of Object.entries(doc)) {
    if (typeof value === 'function') continue
    out.push(tagged[tagOf(value ?? null)] as Buffer)
    appendText(out, name)
    append(out, value ?? null)
  }
  out.push(END)
}

function appendBinary(out: Buffer[], value: Uint8Array | BinaryValue): void {
  const raw = value instanceof Uint8Array
  const content = raw ? value : value.buffer.subarray(0, value.position)
  const head = Buffer.allocUnsafe(5)
  head.writeUInt32BE(content.length)
  head[4] = raw ? 0 : value.sub_type
  out.push(head, Buffer.from(content))
}

/** The source and the sorted MongoDB flags of a regular expression in either of its two forms. */
export function patternOf(value: unknown): { source: string; flags: string } {
  if (value instanceof RegExp) {
    // The MongoDB driver carries JavaScript's "g" as MongoDB's "s".
    const flags = [...value.flags].map((flag) => (flag === 'g' ? 's' : flag)).filter((flag) => 'imsxu'.includes(flag))
    return { source: value.source, flags: [...new Set(flags)].sort().join('') }
  }
  const { pattern, options } = value as { pattern: string; options: string }
  return { source: pattern, flags: [...options].sort().join('') }
}

function signed64(value: bigint): Buffer {
  return unsigned64(BigInt.asUintN(64, value + (1n << 63n)))
}

function unsigned64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}
