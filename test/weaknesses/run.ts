import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { copyTree } from './copy-of-tree.ts'
import { fateOf } from './judge.ts'
import { weaknesses } from './list.ts'
import { putIn } from './put-in.ts'
import { runTests, typeFaults } from './run-tests.ts'
import type { Weakness } from './weakness.ts'
import { type Found, inWords, lineOf } from './words.ts'

/** Puts each weakness of the list into a copy of the tree, and sees the tests fail that are named for it. Ends with 1 where one does not,
 *  or where the list is no longer true. The tree itself is only read. */
const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string' } } })
const out = values.out === undefined ? undefined : resolve(values.out)
const wanted = weaknesses.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name))
if (wanted.length === 0) throw new Error(`There are ${weaknesses.map(({ name }) => name).join(', ')}`)

const stopping = new AbortController()
const { signal } = stopping
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort())

const copy = copyTree(join(import.meta.dirname, '../..'))
process.chdir(copy)
const found: Found[] = []
try {
  await proveTheTests()
  await proveTheTypes()
  for (const weakness of wanted) {
    const one = await take(weakness)
    found.push(one)
    process.stdout.write(`${one.name}: ${lineOf(one)}\n`)
  }
} catch (error) {
  if (signal.aborted) process.exit(130)
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`
const page = inWords(found, { machine, at: new Date() })
process.stdout.write(`\n${page}`)
if (out !== undefined) {
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'weaknesses.json'), `${JSON.stringify(found, undefined, 2)}\n`)
  writeFileSync(join(out, 'weaknesses.md'), page)
}
process.exitCode = found.every(({ caught }) => caught) ? 0 : 1

/** A test that fails without any weakness tells nothing about one. */
async function proveTheTests(): Promise<void> {
  const tests = wanted.flatMap((weakness) => weakness.tests)
  const { report, printed } = await runTests(tests, signal)
  signal.throwIfAborted()
  const others = tests.filter((test) => fateOf(report, test).outcome !== 'passed')
  const said = others.map((test) => `${test.file}: “${test.name}”: ${fateOf(report, test).said}`)
  if (others.length > 0) throw new Error(`Without any weakness not all tests pass:\n${said.join('\n')}\n${printed}`)
  process.stdout.write(`without any weakness: ${tests.length} tests pass\n`)
}

/** All weaknesses at once, since compiling takes as long as a test: none shows in types, as one that did would never be run. */
async function proveTheTypes(): Promise<void> {
  const takeOut = putIn(
    copy,
    wanted.flatMap(({ edits }) => edits),
  )
  const faults = await typeFaults(signal)
  signal.throwIfAborted()
  if (faults !== '') throw new Error(`With the weaknesses the sources do not compile:\n${faults}`)
  takeOut()
}

async function take({ name, gain, edits, tests }: Weakness): Promise<Found> {
  const takeOut = putIn(copy, edits)
  const { report, printed } = await runTests(tests, signal)
  signal.throwIfAborted()
  takeOut()
  const fates = tests.map((test) => ({ ...test, ...fateOf(report, test) }))
  const missed = fates.filter(({ outcome }) => outcome !== 'failed')
  if (missed.length > 0) process.stderr.write(printed)
  const by =
    missed.length > 0 ? missed.map((test) => `“${test.name}” ${test.said}`) : fates.map((test) => `“${test.name}”`)
  return { name, gain, caught: missed.length === 0, by: by.join(', '), said: fates.map((test) => test.said) }
}
