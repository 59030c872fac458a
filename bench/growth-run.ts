import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'

/** A filled database: where it is, how many people are in it and how long that took. */
export interface Place {
  dataDir: string
  uri: string | undefined
  people: number
  seconds: number
  /** What keeps the data, with its version. */
  server: string
}

/** Milliseconds per look, or why there are none. */
export type Times = Record<string, number | string>

type Filled = Pick<Place, 'people' | 'seconds' | 'server'>

const lowPriority = 10
const kept = process.env.GROWTH_DATA

/** Makes a database with so many people, or with those that get in within `seconds`. Without a `uri` it is an embedded one. What an
 *  earlier run left in GROWTH_DATA is taken as it is. */
export async function fill(uri: string | undefined, count: number, seconds: number): Promise<Place> {
  const dataDir = await folderFor(`${uri === undefined ? 'embedded' : 'server'}-${count}`)
  const at = { dataDir, uri: uri && databaseOn(uri, count) }
  const note = join(dataDir, 'filled.json')
  if (!existsSync(note)) await writeFile(note, JSON.stringify(await run<Filled>(at, ['fill', count, seconds])))
  const filled = JSON.parse(await readFile(note, 'utf8')) as Filled
  process.stderr.write(
    `${filled.server}: ${filled.people} of ${count} people in after ${Math.round(filled.seconds)} s\n`,
  )
  return { ...at, ...filled }
}

/** Measures every look but those of `without` once, in a fresh process; the `round` seeds which people are looked at. */
export async function measure(place: Place, round: number, without: Iterable<string>): Promise<Times> {
  const times = await run<Times>(place, ['measure', place.people, round, JSON.stringify([...without])])
  process.stderr.write(`${place.server}, ${place.people} people, round ${round} measured\n`)
  return times
}

/** What the server would examine for each look, by its own explain. */
export function examine(place: Place): Promise<Record<string, string>> {
  return run(place, ['examine', place.people])
}

/** Removes a database and all that belongs to it, unless GROWTH_DATA is to keep it. */
export async function remove(place: Place): Promise<void> {
  if (kept !== undefined) return
  if (place.uri !== undefined) await run(place, ['remove'])
  await rm(place.dataDir, { recursive: true, force: true })
}

async function folderFor(name: string): Promise<string> {
  if (kept === undefined) return mkdtemp(join(tmpdir(), 'latchkey-growth-'))
  const folder = join(kept, name)
  await mkdir(folder, { recursive: true })
  return folder
}

function run<Answer>(at: Pick<Place, 'dataDir' | 'uri'>, words: (string | number)[]): Promise<Answer> {
  const args = ['--import', 'tsx', 'bench/growth-place.ts', ...words.map(String)]
  const env = { ...process.env, DATA_DIR: at.dataDir, MONGODB_URI: at.uri ?? '' }
  const child = spawn('node', args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  // Filling may take its time; whoever else works on this machine should not notice.
  if (words[0] === 'fill' && child.pid !== undefined) setPriority(child.pid, lowPriority)
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  return new Promise((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(said) as Answer) : reject(new Error(`${words.join(' ')} ended with ${code}`)),
    )
  })
}

function databaseOn(uri: string, count: number): string {
  const own = new URL(uri)
  own.pathname = `/latchkey-growth-${count}`
  return own.href
}
