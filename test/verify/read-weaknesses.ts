import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ended, Line } from './step.ts'

interface Weakness {
  name: string
  caught: boolean
}

/** There are to be so many at least. */
const wanted = 10

/** Reads weaknesses.json: whether each weakness that was put in on purpose made a test fail. */
export function readWeaknesses({ folder }: Ended, promise: string): Line[] {
  const all = JSON.parse(readFileSync(join(folder, 'weaknesses.json'), 'utf8')) as Weakness[]
  const missed = all.filter(({ caught }) => !caught).map(({ name }) => name)
  const figure = `${all.length - missed.length} of ${all.length} caught${missed.length > 0 ? `, not: ${missed.join('; ')}` : ''}`
  return [{ promise, figure, verdict: missed.length === 0 && all.length >= wanted ? 'pass' : 'fail' }]
}
