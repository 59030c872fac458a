import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Arm, Found } from '../../bench/timing/measure.ts'
import type { Ended, Line } from './step.ts'

/** Reads timing.json: one line for each journey under each condition. */
export function readTiming({ folder }: Ended): Line[] {
  const { n, found } = JSON.parse(readFileSync(join(folder, 'timing.json'), 'utf8')) as { n: number; found: Found[] }
  if (found.length === 0) throw new Error('nothing was measured')
  return found.map(({ plan, passed, classes, again, late }) => ({
    promise: `Time does not tell who exists: ${plan}`,
    figure: [
      `largest d ${largest(classes)} among ${classes.length} classes of ${n.toLocaleString('en')}`,
      `A/A ${again.broken.length === 0 ? 'alike' : 'differs'}`,
      `a millisecond more is ${late.broken.length === 0 ? 'not seen' : 'seen'}`,
    ].join(', '),
    verdict: passed ? 'pass' : 'fail',
  }))
}

function largest(arms: Arm[]): string {
  return Math.max(...arms.map(({ difference }) => Math.abs(difference.d))).toFixed(3)
}
