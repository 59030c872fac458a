import mongoose from 'mongoose'
import { namingKey } from '../api-keys/key-in-use.ts'
import { duplicateFields } from '../database/duplicate.ts'
import { linkHash } from './chain.ts'

/** What happened: who did what to whom, from where, and how it ended. Never a secret. `id` names the event, so that telling it
 *  twice writes one entry. Source: OWASP ASVS 16.2.1. */
export interface AuditEntry {
  id: string
  at: Date
  action: string
  outcome: 'done' | 'refused'
  actor: string
  subject: string
  address: string
  detail?: string | undefined
}

/** An entry in its place: `_id` counts from one without a gap, `hash` ties it to the entry before. */
export interface StoredEntry extends Omit<AuditEntry, 'id'> {
  _id: number
  event: string
  previousHash: string
  hash: string
}

const schema = new mongoose.Schema<StoredEntry>(
  {
    _id: Number,
    event: { type: String, required: true },
    at: { type: Date, required: true },
    action: String,
    outcome: String,
    actor: String,
    subject: String,
    address: String,
    detail: String,
    previousHash: String,
    hash: String,
  },
  { collection: 'audit', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ event: 1 }, { unique: true })
schema.index({ at: -1, _id: -1 })
schema.index({ subject: 1, at: -1, _id: -1 })
schema.index({ actor: 1, at: -1, _id: -1 })
schema.index({ action: 1, at: -1, _id: -1 })
schema.index({ outcome: 1, at: -1, _id: -1 })

/** The model behind the stores of this folder; nobody else speaks to it. */
export const Entries = mongoose.model<StoredEntry>('AuditEntry', schema)

/** Appends an entry behind the last one. The sequence number is the unique key: of two writers one takes the next number and
 *  the other tries again behind it. Returns without writing when the event was written before. What a program does with a key names
 *  the key. */
export async function appendEntry(given: AuditEntry): Promise<void> {
  const entry = { ...given, detail: namingKey(given.detail) }
  for (;;) {
    const last = await newestEntry()
    try {
      await Entries.create(linkBehind(last, entry))
      return
    } catch (error) {
      const taken = duplicateFields(error)
      if (!taken) throw error
      if (taken.includes('event')) return
    }
  }
}

/** The newest entries about a person, newest first. */
export async function entriesAbout(subject: string, limit: number): Promise<Omit<AuditEntry, 'id'>[]> {
  return Entries.find({ subject }).sort({ at: -1, _id: -1 }).limit(limit).lean()
}

/** The entry with the highest number; null while there is none. */
export function newestEntry(): Promise<StoredEntry | null> {
  return Entries.findOne().sort({ _id: -1 }).lean<StoredEntry>().exec()
}

/** The entry with this number; null where there is none. */
export function findEntry(number: number): Promise<StoredEntry | null> {
  return Entries.findById(number).lean<StoredEntry>().exec()
}

/** The entries behind a number in the order of the chain, at most `limit`. */
export function entriesAfter(number: number, limit: number): Promise<StoredEntry[]> {
  return Entries.find({ _id: { $gt: number } })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<StoredEntry[]>()
    .exec()
}

function linkBehind(last: StoredEntry | null, entry: AuditEntry): StoredEntry {
  const { id, ...fields } = entry
  const body = { _id: (last?._id ?? 0) + 1, event: id, ...fields }
  const previousHash = last?.hash ?? ''
  return { ...body, previousHash, hash: linkHash(previousHash, body) }
}
