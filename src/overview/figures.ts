import type { Deps } from '../deps.ts'
import { type Countable, uncountedEntries, uncountedLetters } from './count-figures.ts'
import { readDays, type Stream } from './day-figures.ts'
import { addHour, addHours, type Days, dayOf, type HourFigures, hourName } from './tally.ts'

export type Period = '24h' | '30d'

/** The figures of one hour or one day. */
export interface Slot {
  label: string
  /** When it begins. */
  at: Date
  figures: HourFigures
}

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
/** What is not counted yet is counted for the page, up to so many; more than that only after an upgrade, and the page says so. */
const mostUncounted = 300

/** The figures of the last 24 hours or 30 days, the current one included, oldest first. `isComplete` is false while older things
 *  are still being counted. */
export async function readFigures({ clock }: Pick<Deps, 'clock'>, period: Period) {
  const starts = startsOf(period, clock.now())
  const [first = clock.now(), last = first] = [starts[0], starts.at(-1)]
  // In this order: what is counted meanwhile is then in both, and left out of one.
  const fresh = { entries: await uncountedEntries(mostUncounted), letters: await uncountedLetters(mostUncounted) }
  const days: Days = new Map()
  const through = new Map<string, Record<Stream, string>>()
  for (const { day, hours, entries, letters } of await readDays(dayOf(first), dayOf(last))) {
    addHours(days, day, hours)
    through.set(day, { entries, letters })
  }
  for (const stream of ['entries', 'letters'] as const) {
    const isFresh = ({ name, at }: Countable) => name > (through.get(dayOf(at))?.[stream] ?? '')
    for (const one of fresh[stream].filter(isFresh)) one.tally(days)
  }
  const isComplete = Math.max(fresh.entries.length, fresh.letters.length) < mostUncounted
  return { slots: starts.map((at) => slotOf(days, at, period)), isComplete }
}

function startsOf(period: Period, now: Date): Date[] {
  const [length, step] = period === '24h' ? [24, hourMs] : [30, dayMs]
  const current = Math.floor(now.getTime() / step) * step
  return Array.from({ length }, (_, index) => new Date(current - (length - 1 - index) * step))
}

function slotOf(days: Days, at: Date, period: Period): Slot {
  const hours = days.get(dayOf(at)) ?? {}
  if (period === '24h') return { at, label: `${at.toISOString().slice(11, 13)}:00`, figures: hours[hourName(at)] ?? {} }
  const figures: HourFigures = {}
  for (const hour of Object.values(hours)) addHour(figures, hour)
  const label = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return { at, label, figures }
}
