import mongoose from 'mongoose'
import { documentTooLarge } from './errors.ts'

/** A document as it travels through this driver: field names to BSON values. */
export type Doc = Record<string, unknown>

const { BSON } = mongoose.mongo
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024
const OWN_FORM = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const

/** What a caller may choose about the values a read gives back; the MongoDB driver's own names. */
export interface BsonOptions {
  promoteValues?: boolean
  promoteBuffers?: boolean
  promoteLongs?: boolean
  useBigInt64?: boolean
  bsonRegExp?: boolean
  ignoreUndefined?: boolean
}

/** The bytes that are stored. Throws MongoDB's error 10334 above 16 MB. */
export function toBytes(doc: Doc, options: BsonOptions = {}): Buffer {
  const ignoreUndefined = options.ignoreUndefined ?? false
  const size = BSON.calculateObjectSize(doc, { ignoreUndefined })
  if (size > MAX_DOCUMENT_BYTES) throw documentTooLarge(size)
  return Buffer.from(BSON.serialize(doc, { ignoreUndefined }))
}

/** A stored document as the MongoDB driver would give it to a caller. */
export function fromBytes(bytes: Buffer, options?: BsonOptions): Doc {
  return options === undefined ? BSON.deserialize(bytes) : BSON.deserialize(bytes, { ...options })
}

/** A stored document with every number in its own BSON type, so that writing it back changes nothing. */
export function exactFromBytes(bytes: Buffer): Doc {
  return BSON.deserialize(bytes, OWN_FORM)
}

/** What a filter, update or pipeline becomes on its way to a server: toBSON applied, undefined left out. */
export function asSent<T>(value: T, { bsonRegExp } = { bsonRegExp: true }): T {
  return fromBytes(wrap(value), { bsonRegExp }).v as T
}

/** As asSent, with every number in its own BSON type. */
export function asSentExactly<T>(value: T): T {
  return exactFromBytes(wrap(value)).v as T
}

function wrap(value: unknown): Buffer {
  return Buffer.from(BSON.serialize({ v: value }))
}

/** The plain form of a document that may be one of mongoose's. */
export function plain(doc: Doc): Doc {
  return typeof doc.toBSON === 'function' ? (doc.toBSON() as Doc) : doc
}

/** A fresh _id for a document that came without one. */
export function newId(): unknown {
  return new mongoose.mongo.ObjectId()
}

/** The name of a BSON class ('ObjectId', 'Long' …), or undefined for a plain JavaScript value. */
export function bsonType(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as { _bsontype?: string })._bsontype
}

/** Whether a value is an embedded document, that is neither scalar nor array. */
export function isDocument(value: unknown): value is Doc {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    bsonType(value) === undefined &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !(value instanceof Uint8Array)
  )
}
