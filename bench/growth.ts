import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { placeFile } from './growth-file.ts'
import { type Figures, report } from './growth-report.ts'
import { examine, fill, measure, type Place, remove, type Times } from './growth-run.ts'
import { startServer } from './growth-server.ts'

// What a look costs among a thousand people and among a million: the bar is three times as much. MONGODB_TEST_URI names a server, or
// FAULTS_MONGODB_COMMAND starts one. GROWTH_PEOPLE changes the million, GROWTH_FILL_MINUTES how long each database may be filled,
// GROWTH_ROUNDS how often both are measured in turn; GROWTH_DATA is a folder that keeps what was filled for the next run.

const sizes = [1000, Number(process.env.GROWTH_PEOPLE ?? 1_000_000)] as const
const fillSeconds = Number(process.env.GROWTH_FILL_MINUTES ?? 15) * 60
const rounds = Number(process.env.GROWTH_ROUNDS ?? 5)
const file = 'docs/growth.md'

const server = await startServer()
const databases = [...(await grow(undefined)), ...(server === undefined ? [] : await grow(server.uri))]
await server?.stop()
const text = report(databases, { rounds, wanted: sizes[1] })
await writeFile(file, text)
process.stdout.write(`${text}\nWritten to ${file}\n`)
process.exit(0)

/** Fills a small and a large database of one kind and measures them. A file is measured twice: held in the machine's memory, and
 *  read from the disk, where who is looked at is seldom in memory already. */
async function grow(uri: string | undefined): Promise<Figures[]> {
  const small = await fill(uri, sizes[0], fillSeconds)
  const large = await fill(uri, sizes[1], fillSeconds)
  const found = [await compare(small, large, uri === undefined ? 'memory' : 'server')]
  if (uri === undefined) found.push(await compare(small, large, 'disk'))
  for (const place of [small, large]) await remove(place)
  return found
}

/** Measures small and large in turn, so that a machine that slows down slows both. */
async function compare(small: Place, large: Place, readFrom: Figures['readFrom']): Promise<Figures> {
  const found: Figures = { small, large, readFrom, looks: new Map(), failures: new Map(), examined: {}, load: [] }
  if (readFrom === 'server') found.examined = await examine(small)
  for (let round = 1; round <= rounds; round++) {
    found.load.push(loadavg()[0] ?? 0)
    const few = await timesAt(small, round)
    const many = await timesAt(large, round)
    for (const look of Object.keys(few)) {
      const pair = { few: Number(few[look]), many: Number(many[look]) }
      const failure = [few[look], many[look]].find((figure) => typeof figure === 'string')
      if (failure !== undefined) found.failures.set(look, String(failure))
      found.looks.set(look, [...(found.looks.get(look) ?? []), pair])
    }
  }
  return found

  async function timesAt(place: Place, round: number): Promise<Times> {
    if (readFrom !== 'server') await placeFile(place, readFrom)
    return measure(place, round, found.failures.keys())
  }
}
