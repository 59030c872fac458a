import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { keptCollections } from '../database/dump.ts'
import { isDatabaseEmpty, readDocument } from '../database/load.ts'
import { steps } from '../database/migrations/steps.ts'
import { beginRestoring, endRestoring, isHalfRestored } from '../database/restoring.ts'
import { serverUrl } from './ask-server.ts'
import { type Answer, type LocalCommand, refusal } from './command.ts'
import { configuredAnew, inLines } from './configured.ts'
import { fillFromBackup } from './fill-from-backup.ts'
import { here, hereAsItIs } from './here.ts'
import { inScratch } from './in-scratch.ts'
import { BackupFault, type BackupHeader, readHeader, readLines } from './read-backup.ts'

interface Wish {
  file: string
  replace: boolean
}

/** Fills an empty database from a backup, or another one's place. */
export const restore: LocalCommand = {
  says: 'fills an empty database from a backup, while the server is stopped; --replace takes the place of what is there',
  usage: 'restore <file> [--replace]',
  options: { replace: { type: 'boolean' } },
  words: [1, 1],
  run: ({ words: [file = ''], values: { replace = false } }) => bringBack({ file: resolve(file), replace: !!replace }),
}

/** The whole file is read and checked before anything is touched. */
async function bringBack(wish: Wish): Promise<Answer> {
  try {
    const header = await readHeader(wish.file)
    const newest = steps.at(-1)?.version ?? 0
    if (header.dataVersions.some((version) => version > newest))
      return refusal(`${wish.file}: It was made by a newer Latchkey. Restore it with that version.`)
    await check(wish.file)
    const config = configuredAnew()
    if (Array.isArray(config)) return refusal(inLines(config))
    return await (config.mongodbUri === undefined ? intoFile : intoMongodb)(config, { wish, header })
  } catch (error) {
    if (!(error instanceof BackupFault)) throw error
    return refusal(`${wish.file}: ${error.message} Nothing was changed.`)
  }
}

async function check(file: string): Promise<void> {
  const known = new Set(keptCollections())
  let at = 1
  for await (const { collection, text } of readLines(file)) {
    at += 1
    if (!known.has(collection))
      throw new BackupFault(`Line ${at} is of “${collection}”, which this version does not know.`)
    try {
      readDocument(text)
    } catch {
      throw new BackupFault(`Line ${at} is damaged.`)
    }
  }
}

/** A new file is filled beside the old one and takes its place in one step at the end. */
async function intoFile(config: Config, from: { wish: Wish; header: BackupHeader }): Promise<Answer> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const target = join(config.dataDir, 'latchkey.db')
  const refused = await mayFill(config, { ...from, isThere: existsSync(target) })
  if (refused) return refused
  return inScratch(join(config.dataDir, '.restoring-'), async (dataDir) => {
    const done = await here({ ...config, dataDir }, (deps) => fillFromBackup(deps, from))
    if ('refusal' in done) return refusal(done.refusal)
    const started = existsSync(target) ? await here(config, async () => undefined) : undefined
    if (started && 'refusal' in started) return refusal(stopFirst(started.refusal))
    await rename(join(dataDir, 'latchkey.db'), target)
    return done.result
  })
}

/** MongoDB is emptied, then filled; nobody else may work on it meanwhile. Stopped in between, it stays marked: it holds only a part. */
async function intoMongodb(config: Config, from: { wish: Wish; header: BackupHeader }): Promise<Answer> {
  const answers = await fetch(`${serverUrl(config)}/health/live`, { signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  )
  if (answers) return refusal(stopFirst(`A server answers at ${serverUrl(config)}`))
  const refused = await mayFill(config, { ...from, isThere: true })
  if (refused) return refused
  const done = await hereAsItIs(config, async (deps) => {
    await beginRestoring(deps.clock.now())
    const answer = await fillFromBackup(deps, from)
    await endRestoring()
    return answer
  })
  return 'result' in done ? done.result : refusal(`MongoDB does not answer: ${done.refusal}`)
}

async function mayFill(config: Config, at: { wish: Wish; isThere: boolean }): Promise<Answer | undefined> {
  if (!at.isThere) return undefined
  const looked = await hereAsItIs(config, async () => (await isHalfRestored()) || (await isDatabaseEmpty()))
  if ('refusal' in looked) return refusal(config.mongodbUri ? looked.refusal : stopFirst(looked.refusal))
  const advice = 'Nothing was changed. With --replace the backup takes the place of everything in it, for good.'
  return looked.result || at.wish.replace ? undefined : refusal(`The database is not empty. ${advice}`)
}

function stopFirst(why: string): string {
  return `${why}.\nNothing was changed. Stop the server first: a restore needs the database to itself.`
}
