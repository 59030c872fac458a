import mongoose from 'mongoose'
import { People } from './model.ts'

/** Who counts as an active administrator. One document decides, so that two people cannot each remove the other at once.
 *  `ids` are active and can only stop being so by moving to `leaving` first; `revision` tells whether anything moved meanwhile. */
interface Roster {
  _id: string
  revision: number
  ids: string[]
  leaving: string[]
}

const schema = new mongoose.Schema<Roster>(
  { _id: String, revision: Number, ids: [String], leaving: [String] },
  { collection: 'rosters', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Rosters = mongoose.model<Roster>('Roster', schema)
const _id = 'administrators'

/** Puts an administrator on the roster after the person became active; does nothing for anybody else. The person is looked at
 *  between reading the roster and writing it, and nobody can be disabled without the roster changing. */
export async function enrol(userId: string): Promise<void> {
  for (;;) {
    const roster = await readRoster()
    if (roster.ids.includes(userId) || roster.leaving.includes(userId)) return
    if (!(await People.exists({ _id: userId, roles: 'administrator', status: 'active' }))) return
    const { revision } = roster
    const done = await Rosters.updateOne({ _id, revision }, { $addToSet: { ids: userId }, $inc: { revision: 1 } })
    if (done.modifiedCount === 1) return
  }
}

/** Moves an administrator off the roster before the person stops being one. False when nobody else would be left, and while the
 *  person is only just being let in. Source: OWASP ASVS 2.3.4, 15.4.2. */
export async function release(userId: string): Promise<boolean> {
  await enrol(userId)
  const done = await Rosters.updateOne(
    { _id, ids: userId, 'ids.1': { $exists: true } },
    { $pull: { ids: userId }, $addToSet: { leaving: userId }, $inc: { revision: 1 } },
  )
  return done.modifiedCount === 1 || (await readRoster()).leaving.includes(userId)
}

/** Says that a released administrator is disabled now, so that enabling may put the person on the roster again. */
export async function settle(userId: string): Promise<void> {
  await Rosters.updateOne({ _id, leaving: userId }, { $pull: { leaving: userId }, $inc: { revision: 1 } })
}

/** Mends the roster after a stop in mid-change: every active administrator is on it, or on the way off it. Run at start. */
export async function repairRoster(): Promise<void> {
  const active = await People.find({ roles: 'administrator', status: 'active' }, { _id: 1 }).lean()
  for (const person of active) await enrol(person._id.toString())
}

async function readRoster(): Promise<Roster> {
  const empty = { revision: 0, ids: [], leaving: [] }
  const roster = await Rosters.findOneAndUpdate(
    { _id },
    { $setOnInsert: empty },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  return roster ?? { _id, ...empty }
}
