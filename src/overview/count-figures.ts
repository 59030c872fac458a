import { entriesAfter } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { sentBehind } from '../mail/history.ts'
import { addToDay, always, countedThrough, dayThrough, ever, noteCounted, type Stream } from './day-figures.ts'
import { addHour, type Days, dayOf, type HourFigures, type Hours, tallyEntries, tallyLetters } from './tally.ts'

const most = 200
/** A letter is noted as sent by whoever sent it, at that process's own time: so late it may still show up in the past. */
const settleMs = 15_000

/** Counts what happened since the last time into the figures of its days. Each thing is counted once, whatever stops in between and
 *  however many processes count. Says whether there may be more. */
export async function countFigures({ clock }: Pick<Deps, 'clock'>): Promise<boolean> {
  const entries = await countStream('entries', await uncountedEntries(most))
  const settled = new Date(clock.now().getTime() - settleMs)
  const letters = (await uncountedLetters(most)).filter(({ at }) => at < settled)
  return (await countStream('letters', letters)) || entries
}

/** Something to be counted: its name in its stream, when it happened, and how it is counted. */
export interface Countable {
  name: string
  at: Date
  tally(days: Days): unknown
}

/** Audit entries that are in no figures yet, oldest first. */
export async function uncountedEntries(limit: number): Promise<Countable[]> {
  const entries = await entriesAfter(Number(await countedThrough('entries')), limit)
  return entries.map((entry) => ({
    name: String(entry._id).padStart(15, '0'),
    at: entry.at,
    tally: (days) => tallyEntries(days, [entry]),
  }))
}

/** Letters that left and are in no figures yet, oldest first. */
export async function uncountedLetters(limit: number): Promise<Countable[]> {
  const [at = '', id = ''] = (await countedThrough('letters')).split(' ')
  const letters = await sentBehind({ endedAt: at ? new Date(at) : new Date(0), _id: id }, limit)
  return letters.flatMap((letter) => {
    const { endedAt, _id } = letter
    return endedAt
      ? { name: `${endedAt.toISOString()} ${_id}`, at: endedAt, tally: (days: Days) => tallyLetters(days, [letter]) }
      : []
  })
}

async function countStream(stream: Stream, all: Countable[]): Promise<boolean> {
  const through = all.at(-1)?.name
  if (through === undefined) return false
  for (const day of new Set(all.map(({ at }) => dayOf(at)))) {
    const ofDay = all.filter(({ at }) => dayOf(at) === day)
    if (!(await addOnce(day, { stream, all: ofDay, through, hoursOf: (days) => days.get(day) ?? {} }))) return true
  }
  if (!(await addOnce(ever, { stream, all, through, hoursOf: (days) => ({ [always]: sumOf(days) }) }))) return true
  await noteCounted(stream, through)
  return true
}

/** Adds to a day what is not in it yet; false when another process was first. */
async function addOnce(
  day: string,
  some: { stream: Stream; all: Countable[]; through: string; hoursOf(days: Days): Hours },
): Promise<boolean> {
  const { stream, all, through, hoursOf } = some
  const seen = await dayThrough(day, stream)
  if (through <= seen) return true
  const days: Days = new Map()
  for (const { name, tally } of all) if (name > seen) tally(days)
  return addToDay(day, { stream, seen, through, hours: hoursOf(days) })
}

function sumOf(days: Days): HourFigures {
  const sum: HourFigures = {}
  for (const hours of days.values()) for (const hour of Object.values(hours)) addHour(sum, hour)
  return sum
}
