import type { Ended, Line } from './step.ts'

/** Reads what the fault runner printed, its short form: one line for each database. */
export function readFaults({ code, printed }: Ended, promise: string): Line[] {
  const ends = [...printed.matchAll(/^kills on (.+) \([^()]*\): (\d+) violations$/gm)]
  const skipped = [...printed.matchAll(/^SKIPPED (.+)$/gm)].map(([, what = '']) => what)
  if (ends.length === 0) throw new Error('no run came to its end')
  const lines = ends.map(
    ([, database = '', violations = '']): Line => ({
      promise: `${promise}: ${database}`,
      figure: `${violations} violations`,
      verdict: violations === '0' ? 'pass' : 'fail',
    }),
  )
  const left = skipped.map((what): Line => ({ promise: `${promise}: the rest`, figure: what, verdict: 'not run' }))
  const isBroken = code !== 0 && lines.every(({ verdict }) => verdict === 'pass')
  const end: Line[] = isBroken ? [{ promise, figure: `the runner ended with ${code}`, verdict: 'fail' }] : []
  return [...lines, ...left, ...end]
}
