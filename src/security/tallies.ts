import { randomInt } from 'node:crypto'
import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import { type Guess, hourMs, type Origin, recent, type Tally } from './guess-limits.ts'

/** The guesses at one name as they are kept. `rev` numbers the changes and the guesses. */
export interface KeptTally extends Tally {
  _id: string
  rev: number
  expiresAt: Date
}

const guess = { _id: false, from: String, way: String, nr: Number, at: Date }
const schema = new mongoose.Schema<KeptTally>(
  {
    _id: String,
    rev: { type: Number, required: true },
    failures: { type: Number, required: true },
    guesses: [guess],
    expiresAt: { type: Date, required: true },
  },
  { collection: 'attempts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Tallies = mongoose.model<KeptTally>('Attempts', schema)

/** One failure is remembered so long, and each further one as long again: whoever goes slowly enough to be forgotten has four guesses a day. */
const memoryMs = 6 * hourMs
/** A tally that begins anew is numbered from anywhere: what is left over from the one before does not fit it. */
const firstRevs = 2 ** 40

/** The tally of a name as it is kept, also one that is over; null where there is none. */
export function findTally(id: string): Promise<KeptTally | null> {
  return Tallies.findById(id).lean()
}

/** The tallies there are of these names. */
export function findTallies(ids: string[]): Promise<KeptTally[]> {
  return Tallies.find({ _id: { $in: ids } }).lean()
}

/** Counts a guess as a failure; gives its number, undefined where another was counted since `kept` was read. `tally` is what of `kept` counts. */
export async function countGuess(due: {
  id: string
  kept: KeptTally | null
  tally: Tally
  origin: Origin
  now: Date
}): Promise<number | undefined> {
  const { id: _id, kept, tally, origin, now } = due
  const nr = (kept?.rev ?? randomInt(firstRevs)) + 1
  const failures = tally.failures + 1
  const guesses: Guess[] = [...recent(tally, now), { ...origin, nr, at: now }]
  const fields = { rev: nr, failures, guesses, expiresAt: new Date(now.getTime() + failures * memoryMs) }
  if (kept) {
    const done = await Tallies.updateOne({ _id, rev: kept.rev }, { $set: fields })
    return done.modifiedCount === 1 ? nr : undefined
  }
  try {
    await Tallies.create({ _id, ...fields })
    return nr
  } catch (error) {
    if (!duplicateFields(error)) throw error
    return undefined
  }
}

/** Takes one guess back, and the failure it was counted as. */
export async function takeOff(id: string, nr: number): Promise<void> {
  const guess = { _id: id, guesses: { $elemMatch: { nr } } }
  const pull = { guesses: { nr } }
  const done = await Tallies.updateOne(
    { ...guess, failures: { $gt: 0 } },
    { $pull: pull, $inc: { failures: -1, rev: 1 } },
  )
  // A sign-in forgot the failures in a row meanwhile, but not this guess.
  if (done.modifiedCount === 0) await Tallies.updateOne({ ...guess, failures: 0 }, { $pull: pull, $inc: { rev: 1 } })
  await removeEmpty([id])
}

/** Takes one guess back, and forgets all failures in a row at these names. */
export async function forgive(ids: string[], nr: number): Promise<void> {
  await Tallies.updateMany(
    { _id: { $in: ids } },
    { $pull: { guesses: { nr } }, $set: { failures: 0 }, $inc: { rev: 1 } },
  )
  await removeEmpty(ids)
}

/** Forgets everything about these names. */
export async function removeTallies(ids: string[]): Promise<void> {
  await Tallies.deleteMany({ _id: { $in: ids } })
}

async function removeEmpty(ids: string[]): Promise<void> {
  await Tallies.deleteMany({ _id: { $in: ids }, failures: 0, guesses: { $size: 0 } })
}
