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

/** The value below which a share of the numbers lies. */
export function quantile(numbers: number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}
