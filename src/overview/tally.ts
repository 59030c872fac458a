import type { StoredEntry } from '../audit/log.ts'
import { resetKinds } from '../letters/kinds.ts'
import type { MailRecord } from '../mail/history.ts'

/** `unmailed` are those of the requested that brought no mail; `reported` those that were not asked for by their owner. */
export type Figure = 'requested' | 'unmailed' | 'mailed' | 'opened' | 'completed' | 'reported' | 'signedIn' | 'refused'

/** What happened in one hour: how often, and how long letters took, as a histogram: one count per step of delay. */
export type HourFigures = Partial<Record<Figure, number>> & { delays?: Record<string, number> }

/** The hours of one day (UTC) that had anything to count, by `h00` to `h23`. */
export type Hours = Record<string, HourFigures>

/** Days by their date, such as 2026-11-23. */
export type Days = Map<string, Hours>

const figuresOf: Record<string, Figure[]> = {
  'password-reset.link-issued done': ['requested'],
  'password-reset.link-issued refused': ['requested', 'unmailed'],
  'password-reset.link-opened done': ['opened'],
  'password-reset.code-entered done': ['opened'],
  'password-reset.completed done': ['completed'],
  'password-reset.reported done': ['reported'],
  'sign-in done': ['signedIn'],
  'console.sign-in done': ['signedIn'],
  'sign-in refused': ['refused'],
  'console.sign-in refused': ['refused'],
}

/** Counts audit entries into the hours they happened in. */
export function tallyEntries(days: Days, entries: Pick<StoredEntry, 'at' | 'action' | 'outcome'>[]): Days {
  for (const { at, action, outcome } of entries) {
    const hour = hourOf(days, at)
    for (const figure of figuresOf[`${action} ${outcome}`] ?? []) hour[figure] = (hour[figure] ?? 0) + 1
  }
  return days
}

/** Counts letters that the relay accepted into the hours it did. */
export function tallyLetters(days: Days, letters: Pick<MailRecord, 'kind' | 'createdAt' | 'endedAt'>[]): Days {
  for (const { kind, createdAt, endedAt } of letters) {
    if (!endedAt) continue
    const hour = hourOf(days, endedAt)
    if (resetKinds.includes(kind)) hour.mailed = (hour.mailed ?? 0) + 1
    const step = stepOf(endedAt.getTime() - createdAt.getTime())
    hour.delays = { ...hour.delays, [step]: (hour.delays?.[step] ?? 0) + 1 }
  }
  return days
}

/** Adds what others counted. */
export function addHours(days: Days, day: string, hours: Hours): void {
  const into = days.get(day) ?? {}
  days.set(day, into)
  for (const [name, { delays = {}, ...figures }] of Object.entries(hours)) {
    into[name] ??= {}
    addHour(into[name], { ...figures, delays })
  }
}

/** Adds the figures of one hour to others. */
export function addHour(into: HourFigures, { delays = {}, ...figures }: HourFigures): void {
  for (const [figure, count] of Object.entries(figures) as [Figure, number][])
    into[figure] = (into[figure] ?? 0) + count
  into.delays ??= {}
  for (const [step, count] of Object.entries(delays)) into.delays[step] = (into.delays[step] ?? 0) + count
}

/** The delay that this share of the letters (0 to 1) stayed within, in milliseconds, to about a tenth; undefined without letters. */
export function delayWithin(share: number, delays: Record<string, number> = {}): number | undefined {
  const steps = Object.entries(delays).map(([step, count]) => [Number(step.slice(1)), count] as const)
  const sorted = steps.sort(([a], [b]) => a - b)
  let left = share * sorted.reduce((sum, [, count]) => sum + count, 0)
  for (const [step, count] of sorted) {
    left -= count
    if (left <= 0) return shortestMs * 2 ** (step / stepsPerDoubling)
  }
  return undefined
}

/** The day a moment belongs to, in UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** The name of an hour within its day, in UTC. */
export function hourName(at: Date): string {
  return `h${at.toISOString().slice(11, 13)}`
}

const shortestMs = 50
const stepsPerDoubling = 4

function stepOf(ms: number): string {
  return `s${Math.max(0, Math.round(stepsPerDoubling * Math.log2(Math.max(ms, shortestMs) / shortestMs)))}`
}

function hourOf(days: Days, at: Date): HourFigures {
  const day = dayOf(at)
  const hours = days.get(day) ?? {}
  days.set(day, hours)
  const name = hourName(at)
  hours[name] ??= {}
  return hours[name]
}
