import { existsSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { runCommand } from '../verify/run-command.ts'
import type { TestReport } from './judge.ts'
import type { NamedTest } from './weakness.ts'

const minutes = 10
const reportFile = 'weaknesses-report.json'
const log = 'weaknesses.log'

/** Runs these tests of the tree in the working directory, and nothing else of their files. Throws where there is no report. */
export async function runTests(
  tests: NamedTest[],
  signal: AbortSignal,
): Promise<{ report: TestReport; printed: string }> {
  const unique = (texts: string[]) => [...new Set(texts)]
  const files = unique(tests.map(({ file }) => file))
  const names = unique(tests.map(({ name }) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
  rmSync(reportFile, { force: true })
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${reportFile}`,
  ]
  const { printed } = await run([...vitest, '-t', names.join('|'), ...files], signal)
  if (!existsSync(reportFile)) throw new Error(`The tests left no report: ${printed}`)
  return { report: JSON.parse(readFileSync(reportFile, 'utf8')) as TestReport, printed }
}

/** What the compiler has against the sources of the tree in the working directory; names that are no longer used are let pass. Empty for
 *  nothing. */
export async function typeFaults(signal: AbortSignal): Promise<string> {
  const { code, printed } = await run(
    ['node_modules/typescript/bin/tsc', '-p', 'src', '--noEmit', '--noUnusedLocals', 'false'],
    signal,
  )
  return code === 0 ? '' : printed || 'the compiler did not come to its end'
}

async function run(args: string[], signal: AbortSignal): Promise<{ code: number | undefined; printed: string }> {
  // What is stopped on the way leaves its data there, and it goes with the copy.
  const env = { ...process.env, TMPDIR: resolve('tmp') }
  return runCommand([process.execPath, ...args], { log, minutes, env, signal })
}
