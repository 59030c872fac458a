import { parseArgs } from 'node:util'
import type { Step } from './step.ts'

/** What was asked on the command line. */
export interface Options {
  isQuick: boolean
  /** The steps to take; all for none. */
  only: string[]
  /** The folder of attainment.md, attainment.json and a folder of logs and reports. */
  out: string
  /** How many requests each class of accounts gets when time is measured. */
  n: number
}

/** Reads the command line. Throws where it cannot be understood. */
export function readOptions(args: string[], root: string): Options {
  const text = { type: 'string' as const }
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: text, out: text, n: text },
  })
  const n = Number(values.n ?? 4000)
  if (!Number.isInteger(n) || n < 1) throw new Error(`${values.n} is not a number of requests`)
  return { isQuick: values.quick, only: values.only?.split(',') ?? [], out: values.out ?? root, n }
}

/** The steps that were asked for. Throws where one is named that there is none of. */
export function chosen(steps: Step[], { only }: Options): Step[] {
  const names = steps.map(({ name }) => name)
  const strange = only.filter((name) => !names.includes(name))
  if (strange.length > 0) throw new Error(`There is no step ${strange.join(', ')}; there are ${names.join(', ')}`)
  return only.length === 0 ? steps : steps.filter(({ name }) => only.includes(name))
}
