import mongoose from 'mongoose'
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

interface StoredEntry extends Omit<AuditEntry, 'id'> {
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
schema.index({ subject: 1, _id: -1 })

const Entries = mongoose.model<StoredEntry>('AuditEntry', schema)

/** Appends an entry behind the last one. The sequence number is the unique key: of two writers one takes the next number and
 *  the other tries again behind it. Returns without writing when the event was written before. */
export async function appendEntry(entry: AuditEntry): Promise<void> {
  for (;;) {
    const last = await Entries.findOne().sort({ _id: -1 }).lean()
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
  return Entries.find({ subject }).sort({ _id: -1 }).limit(limit).lean()
}

/** Whether every entry follows from the one before it, with the number of the first that does not. */
export async function verifyChain(): Promise<
  { outcome: 'whole'; entries: number } | { outcome: 'broken'; at: number }
> {
  let previous: StoredEntry | null = null
  for await (const entry of Entries.find().sort({ _id: 1 }).lean().cursor()) {
    const { _id, hash, previousHash, ...body } = entry
    const follows = _id === (previous?._id ?? 0) + 1 && previousHash === (previous?.hash ?? '')
    if (!follows || linkHash(previousHash, { _id, ...body }) !== hash) return { outcome: 'broken', at: _id }
    previous = entry
  }
  return { outcome: 'whole', entries: previous?._id ?? 0 }
}

function linkBehind(last: StoredEntry | null, entry: AuditEntry): StoredEntry {
  const { id, ...fields } = entry
  const body = { _id: (last?._id ?? 0) + 1, event: id, ...fields }
  const previousHash = last?.hash ?? ''
  return { ...body, previousHash, hash: linkHash(previousHash, body) }
}
