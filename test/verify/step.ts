/** What became of a promise. Only `fail` makes `npm run verify` end with 1. */
export type Verdict = 'pass' | 'fail' | 'not run'

/** A promise with the figure that was measured for it. */
export interface Line {
  promise: string
  figure: string
  verdict: Verdict
}

/** A figure of speed that is worked towards: it is told, and decides nothing. */
export interface Goal {
  name: string
  bar: string
  figure: string
  standing: 'met' | 'open: not yet met' | 'measured, no bar'
}

/** What a command left behind: its exit code, undefined where it was ended from outside; all that it printed; the folder for reports. */
export interface Ended {
  code: number | undefined
  printed: string
  folder: string
}

/** One piece of evidence: a command that exists without `npm run verify` too, and how its figures are read. */
export interface Step {
  name: string
  /** What it proves, for when there is no report to read it from. */
  promise: string
  command(folder: string): string[]
  /** It is ended after so long. */
  minutes: number
  /** Left out by --quick. */
  isLong: boolean
  /** Whether it cannot run without a server that speaks MongoDB's protocol, or only proves more with one. */
  mongodb?: 'needed' | 'used'
  /** Reads the figures. Throws where a report is missing or ill-formed. */
  read(ended: Ended): Line[]
  /** Reads the figures that decide nothing. */
  goals?(ended: Ended): Goal[]
}
