import type { Options } from './options.ts'

/** What a scenario found; everything the report says about it. */
export interface Outcome {
  scenario: string
  /** The database with its name and version. */
  database: string
  seed: number
  rounds: number
  kills: number
  failPoints: number
  acknowledged: number
  mails: number
  duplicates: number
  violations: string[]
  /** Further figures by name, for the section below the table. */
  figures: Record<string, number | string>
  /** What could not be done here, each with its reason. */
  skipped: string[]
  seconds: number
}

/** The outcome of a scenario that could not be played here. */
export function skippedOutcome({ scenario, seed }: Options, database: string, reason: string): Outcome {
  const nothing = { rounds: 0, kills: 0, failPoints: 0, acknowledged: 0, mails: 0, duplicates: 0, seconds: 0 }
  return { scenario, database, seed, ...nothing, violations: [], figures: {}, skipped: [reason] }
}

/** Three numbers that describe many: the middle one, the one below which 99 % lie, and the largest. */
export function spread(numbers: number[]): string {
  return [0.5, 0.99, 1].map((share) => quantile(numbers, share)).join(', ')
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}
