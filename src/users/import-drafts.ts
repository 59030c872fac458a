import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'

/** The text of a CSV file that an administrator had checked and may now import. */
export interface ImportDraft {
  id: string
  text: string
  /** How many of its people become administrators. */
  administrators: number
}

type Stored = Omit<ImportDraft, 'id'> & { _id: string; administratorId: string; expiresAt: Date }

const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
    administratorId: { type: String, required: true },
    text: { type: String, required: true },
    administrators: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'importDrafts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Drafts = mongoose.model<Stored>('ImportDraft', schema)

const keptMs = 60 * 60_000

/** Keeps a checked file for an hour, for the administrator who had it checked. Returns its id. */
export async function keepDraft(draft: Omit<ImportDraft, 'id'>, by: { id: string; now: Date }): Promise<string> {
  const _id = randomUUID()
  await Drafts.create({ ...draft, _id, administratorId: by.id, expiresAt: new Date(by.now.getTime() + keptMs) })
  return _id
}

/** A file this administrator had checked; undefined where it is gone, too old or somebody else's. */
export async function findDraft(id: string, by: { id: string; now: Date }): Promise<ImportDraft | undefined> {
  const draft = await Drafts.findOne({ _id: id, administratorId: by.id, expiresAt: { $gt: by.now } }).lean()
  return draft ? { id, text: draft.text, administrators: draft.administrators } : undefined
}

/** Forgets a file once its people exist. */
export async function dropDraft(id: string): Promise<void> {
  await Drafts.deleteOne({ _id: id })
}
