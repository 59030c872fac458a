import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'

interface Window {
  _id: string
  count: number
  expiresAt: Date
}

const schema = new mongoose.Schema<Window>(
  { _id: String, count: { type: Number, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'quotas', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Windows = mongoose.model<Window>('Quota', schema)

/** Counts one use of `name` in the window of time `now` falls into, shared by all processes; true while within the limit. Not by one
 *  upsert: a database may answer that with nothing where several come at once, and nothing is within every limit. */
export async function takeQuota(use: { name: string; limit: number; windowMs: number; now: Date }): Promise<boolean> {
  const _id = idOf(use)
  for (;;) {
    const counted = await Windows.findOneAndUpdate({ _id }, { $inc: { count: 1 } }, { returnDocument: 'after' }).lean()
    if (counted) return counted.count <= use.limit
    if (await begin({ _id, count: 1, expiresAt: windowEnd(use) })) return use.limit >= 1
  }
}

/** Takes one use back that was counted at `now`, because it turned out to be none. */
export async function giveBack(use: { name: string; windowMs: number; now: Date }): Promise<void> {
  await Windows.updateOne({ _id: idOf(use) }, { $inc: { count: -1 } })
}

/** How often each of these was counted in the window of time `now` falls into. Counts nothing. */
export async function countsOf(names: readonly string[], window: { windowMs: number; now: Date }): Promise<number[]> {
  const ids = names.map((name) => idOf({ ...window, name }))
  const counted = await Windows.find({ _id: { $in: ids } }).lean()
  return ids.map((id) => counted.find(({ _id }) => _id === id)?.count ?? 0)
}

/** When the window of time began that `now` falls into. */
export function windowStart(use: { windowMs: number; now: Date }): Date {
  return new Date(Math.floor(use.now.getTime() / use.windowMs) * use.windowMs)
}

/** When the window of time ends that `now` falls into, and its count begins anew. */
export function windowEnd(use: { windowMs: number; now: Date }): Date {
  return new Date(windowStart(use).getTime() + use.windowMs)
}

async function begin(window: Window): Promise<boolean> {
  try {
    await Windows.create(window)
    return true
  } catch (error) {
    if (!duplicateFields(error)) throw error
    return false
  }
}

function idOf(use: { name: string; windowMs: number; now: Date }): string {
  return createHash('sha256')
    .update(`${use.name} ${windowStart(use).getTime()}`)
    .digest('hex')
}
