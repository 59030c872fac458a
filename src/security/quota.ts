import { createHash } from 'node:crypto'
import mongoose from 'mongoose'

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

/** Counts one use of `name` in the window of time `now` falls into, shared by all processes; true while within the limit. */
export async function takeQuota(use: { name: string; limit: number; windowMs: number; now: Date }): Promise<boolean> {
  const window = await Windows.findOneAndUpdate(
    { _id: idOf(use) },
    { $inc: { count: 1 }, $setOnInsert: { expiresAt: windowEnd(use) } },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  return (window?.count ?? 0) <= use.limit
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

/** When the window of time ends that `now` falls into, and its count begins anew. */
export function windowEnd(use: { windowMs: number; now: Date }): Date {
  return new Date((Math.floor(use.now.getTime() / use.windowMs) + 1) * use.windowMs)
}

function idOf(use: { name: string; windowMs: number; now: Date }): string {
  const start = windowEnd(use).getTime() - use.windowMs
  return createHash('sha256').update(`${use.name} ${start}`).digest('hex')
}
