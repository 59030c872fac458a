import type { Ended, Goal, Line } from './step.ts'

/** The least ratio to the baseline, by what the row of the figure begins with. */
const bars: Record<string, number> = { 'Sign-in page': 0.5, 'Sign-ins': 0.85 }

/** Reads the table that the benches print: whether they came to their end. */
export function readBenches({ code, printed }: Ended, promise: string): Line[] {
  const figures = rowsOf(printed).length
  return [{ promise, figure: `${figures} figures`, verdict: code === 0 && figures > 0 ? 'pass' : 'fail' }]
}

/** Reads the table that the benches print, each figure against its bar. */
export function readGoals({ printed }: Ended): Goal[] {
  return rowsOf(printed).map(([name = '', ours, theirs, spread = '']) => {
    const bar = Object.entries(bars).find(([start]) => name.startsWith(start))?.[1]
    const figure = `${spread}: ${ours} against ${theirs}`
    if (bar === undefined) return { name, bar: 'none set', figure, standing: 'measured, no bar' }
    const standing = Number.parseFloat(spread) >= bar ? 'met' : 'open: not yet met'
    return { name, bar: `at least ${bar} of the baseline`, figure, standing }
  })
}

function rowsOf(printed: string): string[][] {
  return printed
    .split('\n')
    .filter((line) => /^\| .+ \| \d\.\d\d \(/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))
}
