import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { readConfig } from '../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../src/database/connect.ts'
import { createIndexes } from '../src/database/indexes.ts'
import { examined } from './growth-examined.ts'
import { addPeople } from './growth-fill.ts'
import type { Look } from './growth-looks.ts'
import { median, random } from './growth-numbers.ts'

/** One database of one size, in a process of its own: `fill COUNT SECONDS`, `measure COUNT SEED WITHOUT`, `examine COUNT` or `remove`.
 *  The environment says which database, as it does for the product. Answers with one line of JSON. */
const [act = '', ...given] = process.argv.slice(2)
const [count = 0, more = 0] = given.map(Number)
const without = new Set(JSON.parse(given[2] ?? '[]') as string[])
const config = readConfig()

const warmUps = 30
const timedLooks = 200
/** What takes seconds is known well enough after a few. */
const enoughMs = 5000
const warmUpMs = 2000
const fewest = 5
/** A server goes on with what nobody waits for any more. */
const quietMs = 6000

const acts: Record<string, () => Promise<object>> = { fill, measure, examine, remove }
process.stdout.write(`${JSON.stringify(await acts[act]?.())}\n`)
await disconnectDatabase()
process.exit(0)

async function fill(): Promise<{ people: number; seconds: number; server: string }> {
  await connectPatiently()
  await mongoose.connection.dropDatabase()
  await createIndexes()
  const began = performance.now()
  const people = await addPeople(count, began + more * 1000)
  return { people, seconds: (performance.now() - began) / 1000, server: await nameAndVersion() }
}

// The product gives up a server that is silent for seconds; a batch of a thousand may take longer.
async function connectPatiently(): Promise<void> {
  if (config.mongodbUri === undefined) return connectDatabase(config)
  await mongoose.connect(config.mongodbUri, { autoIndex: false, autoCreate: false, ignoreUndefined: true })
}

async function measure(): Promise<Record<string, number | string>> {
  const { looks, close } = await open()
  const numbers = random(more)
  const times: Record<string, number | string> = {}
  for (const [name, look] of looks) {
    if (without.has(name)) continue
    times[name] = await timed(look, () => Math.floor(numbers() * count)).catch(async (error: Error) => {
      await setTimeout(quietMs)
      return error.message
    })
  }
  await close()
  return times
}

async function examine(): Promise<Record<string, string>> {
  const { looks, close } = await open()
  const found: Record<string, string> = {}
  for (const [name, look] of looks) found[name] = await examined(() => look(0))
  await close()
  return found
}

async function open(): Promise<{ looks: [string, Look][]; close(): Promise<void> }> {
  const [{ openConsole }, { looksThrough }] = await Promise.all([
    import('./growth-console.ts'),
    import('./growth-looks.ts'),
  ])
  await connectDatabase(config)
  await createIndexes()
  const console = await openConsole(config)
  return { looks: Object.entries(looksThrough(console)), close: () => console.close() }
}

async function timed(look: Look, next: () => number): Promise<number> {
  const warm = performance.now()
  for (let done = 0; done < warmUps && performance.now() - warm < warmUpMs; done++) await look(next())
  const each: number[] = []
  const began = performance.now()
  while (each.length < timedLooks && (each.length < fewest || performance.now() - began < enoughMs)) {
    const number = next()
    const since = performance.now()
    await look(number)
    each.push(performance.now() - since)
  }
  return median(each)
}

async function remove(): Promise<object> {
  await connectPatiently()
  await mongoose.connection.dropDatabase()
  return {}
}

async function nameAndVersion(): Promise<string> {
  if (config.mongodbUri === undefined) return 'embedded'
  const build = await mongoose.connection.db?.admin().command({ buildInfo: 1 })
  const answersAs = `MongoDB ${build?.version}`
  return build?.secantusVersion === undefined
    ? answersAs
    : `SecantusDB ${build.secantusVersion} answering as ${answersAs}`
}
