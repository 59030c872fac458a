import mongoose from 'mongoose'
import type { Scope } from './scopes.ts'

/** A key of a program, as the rest of the house sees one; of its text only the SHA-256 is kept. It is dead once its owner's
 *  `sessionVersion` is another than `ownerVersion`: whatever ends the owner's sessions ends the keys. */
export interface ApiKey {
  id: string
  name: string
  scopes: Scope[]
  ownerId: string
  ownerVersion: number
  createdAt: Date
  expiresAt: Date
  /** To the hour. */
  lastUsedAt: Date | null
  revokedAt: Date | null
}

type Stored = Omit<ApiKey, 'id'> & { _id: string; digest: string }

const { Schema } = mongoose
const text = { type: String, required: true }
const date = { type: Date, required: true }
const schema = new Schema<Stored>(
  {
    _id: text,
    name: text,
    scopes: [String],
    ownerId: text,
    ownerVersion: { type: Number, required: true },
    digest: text,
    createdAt: date,
    expiresAt: date,
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'apiKeys', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
/** People may still look a key up for so long after it expired; the audit log remembers it for good. */
const rememberedSeconds = 90 * 24 * 60 * 60
schema.index({ expiresAt: 1 }, { expireAfterSeconds: rememberedSeconds })
schema.index({ createdAt: -1, _id: -1 })

const Keys = mongoose.model<Stored>('ApiKey', schema)

/** Adds a key. */
export async function addKey({ id, ...key }: ApiKey & { digest: string }): Promise<void> {
  await Keys.create({ _id: id, ...key })
}

/** The key with this id, with its digest; undefined where there is none. */
export async function findKey(id: string): Promise<(ApiKey & { digest: string }) | undefined> {
  const stored = await Keys.findById(id).lean<Stored>()
  return stored ? show(stored) : undefined
}

/** The newest keys, dead ones included, newest first. */
export async function listKeys(limit: number): Promise<ApiKey[]> {
  const found = await Keys.find({}, { digest: 0 }).sort({ createdAt: -1, _id: -1 }).limit(limit).lean<Stored[]>()
  return found.map(show)
}

/** The keys, not revoked, that expire after `from` and by `until`. */
export async function keysExpiring({ from, until }: { from: Date; until: Date }): Promise<ApiKey[]> {
  const filter = { expiresAt: { $gt: from, $lte: until }, revokedAt: null }
  return (await Keys.find(filter, { digest: 0 }).sort({ expiresAt: 1 }).lean<Stored[]>()).map(show)
}

/** Ends a key for good. False where that was so already, or there is no such key. */
export async function endKey(id: string, at: Date): Promise<boolean> {
  return (await Keys.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } })).modifiedCount === 1
}

/** Notes that a key was used, where nobody else just did. */
export async function touchKey({ id, lastUsedAt }: Pick<ApiKey, 'id' | 'lastUsedAt'>, at: Date): Promise<void> {
  await Keys.updateOne({ _id: id, lastUsedAt }, { $set: { lastUsedAt: at } })
}

function show<Given extends { _id: string }>({ _id, ...key }: Given): Omit<Given, '_id'> & { id: string } {
  return { id: _id, ...key }
}
