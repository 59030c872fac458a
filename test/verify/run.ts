import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Mongodb, openMongodb } from './mongodb.ts'
import { chosen, readOptions } from './options.ts'
import { thisPlace } from './place.ts'
import type { Goal, Step } from './step.ts'
import { allSteps } from './steps.ts'
import { leftOut, type Row, takeStep } from './take-step.ts'
import { inWords } from './words.ts'

/** Gathers all evidence, one step after another, and writes attainment.md and attainment.json. Ends with 1 where a promise failed. */
const root = join(import.meta.dirname, '../..')
process.chdir(root)
const options = readOptions(process.argv.slice(2), root)
const steps = chosen(allSteps(options.n), options)
const out = resolve(options.out)
const folder = join(out, 'attainment')
// A report of an earlier run must not be taken for one of this.
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())

const wanted = steps.filter(({ isLong }) => !(isLong && options.isQuick))
const needsMongodb = wanted.some(({ mongodb }) => mongodb !== undefined)
const server: Mongodb = needsMongodb ? await openMongodb(folder, stopping.signal) : { missing: 'not asked for' }
const rows: Row[] = []
const goals: Goal[] = []
for (const step of steps) {
  if (stopping.signal.aborted) break
  const found = await take(step)
  if (stopping.signal.aborted) break
  for (const { verdict, promise, figure } of found.rows) process.stdout.write(`${verdict}: ${promise}: ${figure}\n`)
  rows.push(...found.rows)
  goals.push(...found.goals)
}
if ('stop' in server) server.stop()
if (stopping.signal.aborted) process.exit(130)

const asked = [
  options.only.length > 0
    ? `Only these steps were asked for: ${options.only.join(', ')}.`
    : 'All steps were asked for.',
  options.isQuick ? 'It was the quick form.' : '',
]
const report = { ...thisPlace(root), asked: asked.join(' ').trim(), rows, goals }
writeFileSync(join(out, 'attainment.json'), `${JSON.stringify(report, undefined, 2)}\n`)
writeFileSync(join(out, 'attainment.md'), inWords(report))
process.stdout.write(`\n${inWords(report)}`)
process.exitCode = rows.some(({ verdict }) => verdict === 'fail') ? 1 : 0

async function take(step: Step): Promise<{ rows: Row[]; goals: Goal[] }> {
  if (step.isLong && options.isQuick) return { rows: [leftOut(step, 'not run (quick)')], goals: [] }
  if (step.mongodb === 'needed' && 'missing' in server) return { rows: [leftOut(step, server.missing)], goals: [] }
  process.stdout.write(`── ${step.name} (${step.minutes} minutes at most)\n`)
  // The suite would run on that server, where it is to show what the embedded database does.
  const embedded = { MONGODB_TEST_URI: undefined }
  const env = step.mongodb === undefined || 'missing' in server ? embedded : server.env
  return takeStep(step, { folder, env, signal: stopping.signal })
}
