import mongoose from 'mongoose'
import type { Doc } from './bson.ts'

const { MongoServerError } = mongoose.mongo

/** Says by name what the embedded database does not do; nothing is ever ignored silently. */
export function unsupported(what: string): Error {
  return new Error(`The embedded database does not support ${what}`)
}

/** An error as a MongoDB server would answer it: same class, same code. */
export function serverError(code: number, message: string, details: Doc = {}): Error & { code?: number | string } {
  return new MongoServerError({ message, errmsg: message, code, ...details })
}

/** The error every mongoose user knows: code 11000 with keyPattern and keyValue. */
export function duplicateKey(namespace: string, index: { name: string; key: Doc }, keyValue: Doc): Error {
  const shown = Object.entries(keyValue).map(([field, value]) => `${field}: ${show(value)}`)
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: { ${shown.join(', ')} }`
  return serverError(11000, message, { keyPattern: index.key, keyValue })
}

/** A filter, update or option that MongoDB refuses too. */
export function badValue(message: string): Error {
  return serverError(2, message)
}

/** MongoDB's refusal of a document above 16 MB. */
export function documentTooLarge(size: number): Error {
  return serverError(10334, `BSONObj size: ${size} is invalid. Size must be between 0 and 16777216 (16 MB)`)
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (value instanceof Date) return `new Date(${value.getTime()})`
  const id = value as { _bsontype?: string; toHexString?: () => string }
  if (id._bsontype === 'ObjectId') return `ObjectId('${id.toHexString?.()}')`
  return JSON.stringify(value)
}
