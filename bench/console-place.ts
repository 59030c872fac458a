import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { readConfig } from '../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../src/database/connect.ts'
import { createIndexes } from '../src/database/indexes.ts'
import type { Size } from './console-data.ts'
import { fillConsole } from './console-fill.ts'
import { consolePages } from './console-list.ts'
import { openConsole } from './growth-console.ts'
import { examined } from './growth-examined.ts'
import { median } from './growth-numbers.ts'

/** One filled database, in a process of its own: `fill SIZE`, `measure SIZE`, `examine SIZE` or `remove`. The environment says which
 *  database, as it does for the product. Answers with one line of JSON. */
const [act = '', given = '{}'] = process.argv.slice(2)
const size = JSON.parse(given) as Size
const config = { ...readConfig(), secrets: ['a secret of the bench alone: 0123456789'] }

const warmUps = 3
const timed = 15
/** What takes seconds is known well enough after a few. */
const enoughMs = 3000
const fewest = 3
/** A server goes on with what nobody waits for any more. */
const quietMs = 3000

const acts: Record<string, () => Promise<object>> = { fill, measure, examine, remove }
process.stdout.write(`${JSON.stringify(await acts[act]?.())}\n`)
await disconnectDatabase()
process.exit(0)

async function fill(): Promise<object> {
  const began = performance.now()
  if (config.mongodbUri === undefined) {
    await connectDatabase(config)
    await createIndexes()
    await fillConsole(size, config)
  } else {
    // The product gives up a server that is silent for seconds; a million entries take longer to index.
    await mongoose.connect(config.mongodbUri, { autoIndex: false, autoCreate: false, ignoreUndefined: true })
    await mongoose.connection.dropDatabase()
    await fillConsole(size, config)
    await createIndexes()
  }
  return { seconds: (performance.now() - began) / 1000, server: await nameAndVersion() }
}

async function remove(): Promise<object> {
  await mongoose.connect(config.mongodbUri ?? '')
  await mongoose.connection.dropDatabase()
  return {}
}

/** For every page the milliseconds of each request, one at a time, or why there are none. */
async function measure(): Promise<object> {
  await connectDatabase(config)
  await createIndexes()
  const console = await openConsole(config)
  const pages: Record<string, number[] | string> = {}
  for (const [name, path] of await consolePages(size)) {
    const look = () => console.open(path)
    pages[name] = await times(look).catch(async (error: Error) => {
      await setTimeout(quietMs)
      return error.message
    })
    process.stderr.write(`${name}: ${Array.isArray(pages[name]) ? median(pages[name]).toFixed(1) : pages[name]}\n`)
  }
  await console.close()
  return { pages }
}

/** What a server says it examines for the finds of each page; a page that so few people do not fill asks for the same. */
async function examine(): Promise<object> {
  await connectDatabase(config)
  const console = await openConsole(config)
  const plans: Record<string, string> = {}
  for (const [name, path] of await consolePages(size))
    plans[name] = await examined(() => console.open(path).catch(() => {}))
  await console.close()
  return { plans }
}

async function times(look: () => Promise<void>): Promise<number[]> {
  const warm = performance.now()
  for (let done = 0; done < warmUps && performance.now() - warm < enoughMs; done++) await look()
  const each: number[] = []
  const began = performance.now()
  while (each.length < timed && (each.length < fewest || performance.now() - began < enoughMs)) {
    const since = performance.now()
    await look()
    each.push(performance.now() - since)
  }
  return each
}

async function nameAndVersion(): Promise<string> {
  if (config.mongodbUri === undefined) return 'The embedded database'
  const build = await mongoose.connection.db?.admin().command({ buildInfo: 1 })
  const answersAs = `MongoDB ${build?.version}`
  return build?.secantusVersion === undefined
    ? answersAs
    : `SecantusDB ${build.secantusVersion} answering as ${answersAs}`
}
