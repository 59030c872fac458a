import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Size } from './console-data.ts'

/** A filled database: where it is, how long that took, and what keeps it, with its version. */
export interface Place {
  dataDir: string
  uri: string | undefined
  seconds: number
  server: string
}

/** For every page the milliseconds of each request, or why there are none. */
export type Pages = Record<string, number[] | string>

const kept = process.env.CONSOLE_DATA

/** Fills a database of one kind, called by its name; without a `uri` it is an embedded one. What an earlier run left in CONSOLE_DATA is taken as it is. */
export async function fill(uri: string | undefined, name: string, size: Size): Promise<Place> {
  const dataDir = await folderFor(`${uri === undefined ? 'embedded' : 'server'}-${Object.values(size).join('-')}`)
  const at = { dataDir, uri: uri && databaseOn(uri, name) }
  const note = join(dataDir, 'filled.json')
  if (!existsSync(note)) await writeFile(note, JSON.stringify(await run(at, 'fill', size)))
  return { ...at, ...(JSON.parse(await readFile(note, 'utf8')) as Pick<Place, 'seconds' | 'server'>) }
}

/** Asks for every page, in a fresh process. */
export async function measure(place: Place, size: Size): Promise<Pages> {
  return (await run<{ pages: Pages }>(place, 'measure', size)).pages
}

/** What a server would examine for each page, by its own explain. */
export async function examine(place: Place, size: Size): Promise<Record<string, string>> {
  return (await run<{ plans: Record<string, string> }>(place, 'examine', size)).plans
}

/** Removes a database and all that belongs to it, unless CONSOLE_DATA is to keep it. */
export async function remove(place: Place): Promise<void> {
  if (kept !== undefined) return
  if (place.uri !== undefined) await run(place, 'remove', undefined)
  await rm(place.dataDir, { recursive: true, force: true })
}

async function folderFor(name: string): Promise<string> {
  if (kept === undefined) return mkdtemp(join(tmpdir(), 'latchkey-console-'))
  const folder = join(kept, name)
  await mkdir(folder, { recursive: true })
  return folder
}

function run<Answer>(at: Pick<Place, 'dataDir' | 'uri'>, act: string, size: Size | undefined): Promise<Answer> {
  const args = ['--import', 'tsx', 'bench/console-place.ts', act, JSON.stringify(size ?? {})]
  const env = { ...process.env, DATA_DIR: at.dataDir, MONGODB_URI: at.uri ?? '' }
  const child = spawn('node', args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (text) => {
    said += text
  })
  return new Promise((resolve, reject) => {
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(said) as Answer) : reject(new Error(`${act} ended with ${code}`)),
    )
  })
}

function databaseOn(uri: string, name: string): string {
  const own = new URL(uri)
  own.pathname = `/latchkey-${name}`
  return own.href
}
