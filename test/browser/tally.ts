/** What was looked at, and what was found. */
export interface Tally {
  passed: number
  /** One line each, the way to it included. */
  faults: string[]
}

/** Several tallies in one. */
export function together(tallies: Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    faults: tallies.flatMap(({ faults }) => faults),
  }
}

/** Prints every fault and, last, the count: `axe: 338 passed, 2 failed`. */
export function report(name: string, { passed, faults }: Tally): void {
  for (const fault of faults) process.stdout.write(`FAILED  ${name}: ${fault}\n`)
  process.stdout.write(`${name}: ${passed} passed, ${faults.length} failed\n`)
}
