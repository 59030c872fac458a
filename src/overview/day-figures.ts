import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import type { HourFigures, Hours } from './tally.ts'

/** Which of two streams is counted: audit entries by their number, letters by the moment they left and their id. */
export type Stream = 'entries' | 'letters'

/** The figures of one day. `entries` and `letters` name the last one that is in them, so that none is counted twice. */
interface DayFigures {
  _id: string
  entries: string
  letters: string
  hours: Hours
}

const schema = new mongoose.Schema<DayFigures>(
  { _id: String, entries: String, letters: String, hours: mongoose.Schema.Types.Mixed },
  { collection: 'figures', versionKey: false, strict: 'throw', strictQuery: 'throw', minimize: false },
)
const Figures = mongoose.model<DayFigures>('Figures', schema)
/** How far both streams are counted as a whole. */
const counted = 'counted'
/** Where everything is counted that ever happened, as if on one day of one hour. */
export const ever = 'ever'
export const always = 'always'

/** The name of the last one of a stream that every day has counted; empty before the first. Names sort as the stream goes. */
export async function countedThrough(stream: Stream): Promise<string> {
  return (await Figures.findById(counted).lean())?.[stream] ?? ''
}

/** Says that every day has counted a stream up to here. */
export async function noteCounted(stream: Stream, through: string): Promise<void> {
  await createOnce(counted)
  await Figures.updateOne({ _id: counted, [stream]: { $lt: through } }, { $set: { [stream]: through } })
}

/** The last one of a stream that is in the figures of a day. */
export async function dayThrough(day: string, stream: Stream): Promise<string> {
  await createOnce(day)
  return (await Figures.findById(day).lean())?.[stream] ?? ''
}

/** Adds to the figures of a day what was counted behind `seen`, up to `through`, in one write. False when another process was first:
 *  then the same is not added again. */
export async function addToDay(
  day: string,
  added: { stream: Stream; seen: string; through: string; hours: Hours },
): Promise<boolean> {
  const { stream, seen, through, hours } = added
  const $inc = Object.fromEntries(
    Object.entries(hours).flatMap(([hour, { delays = {}, ...figures }]) => [
      ...Object.entries(figures).map(([figure, count]) => [`hours.${hour}.${figure}`, count]),
      ...Object.entries(delays).map(([step, count]) => [`hours.${hour}.delays.${step}`, count]),
    ]),
  )
  const change = { $set: { [stream]: through }, ...(Object.keys($inc).length > 0 && { $inc }) }
  return (await Figures.updateOne({ _id: day, [stream]: seen }, change)).matchedCount === 1
}

/** The figures of the days from one to another, both included, as far as they are counted. */
export async function readDays(first: string, last: string): Promise<({ day: string } & Omit<DayFigures, '_id'>)[]> {
  const days = await Figures.find({ _id: { $gte: first, $lte: last } }).lean<DayFigures[]>()
  return days.map(({ _id, ...figures }) => ({ day: _id, ...figures }))
}

/** The figures of everything that is counted so far. */
export async function readEver(): Promise<HourFigures> {
  return (await Figures.findById(ever).lean<DayFigures>())?.hours[always] ?? {}
}

async function createOnce(_id: string): Promise<void> {
  try {
    const nothing = { entries: '', letters: '', hours: {} }
    await Figures.updateOne({ _id }, { $setOnInsert: nothing }, { upsert: true })
  } catch (error) {
    if (!duplicateFields(error)) throw error
  }
}
