import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import type { Digest } from '../database/digest.ts'
import { isDatabaseEmpty } from '../database/load.ts'
import { isHalfRestored } from '../database/restoring.ts'
import { serverUrl } from './ask-server.ts'
import { type Answer, type LocalCommand, refusal } from './command.ts'
import { configured, inLines } from './configured.ts'
import { here, hereAsItIs } from './here.ts'
import { inScratch } from './in-scratch.ts'
import { fillWithEverything, takeEverything } from './move-everything.ts'

const fileName = 'latchkey.db'

/** Where everything is, and where it shall be. */
interface Way {
  from: Config
  to: Config
}

/** Carries everything from one database to an empty other one. Nothing dies on the way: sessions, links and counters live on. */
export const move: LocalCommand = {
  says: 'carries everything to the empty MongoDB of MONGODB_URI, or into a directory, while the server is stopped',
  usage: 'move mongodb | move <directory>',
  words: [1, 1],
  run: ({ words: [where = ''] }) => carry(where),
}

async function carry(where: string): Promise<Answer> {
  const config = configured()
  if (Array.isArray(config)) return refusal(inLines(config))
  const way = where === 'mongodb' ? toMongodb(config) : toDirectory(config, resolve(where))
  if ('text' in way) return way
  const refused = (await refuseServer(config)) ?? (await refuseFull(way.to))
  if (refused) return refused
  const folder = way.to.mongodbUri === undefined ? way.to.dataDir : way.from.dataDir
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return inScratch(join(folder, '.moving-'), (scratch) => through(scratch, way))
}

function toMongodb(config: Config): Way | Answer {
  if (config.mongodbUri === undefined) return refusal('MONGODB_URI says which MongoDB; it is not set.')
  const from = { ...config, mongodbUri: undefined }
  return existsSync(fileIn(from)) ? { from, to: config } : refusal(`There is no database in ${config.dataDir}.`)
}

function toDirectory(config: Config, dataDir: string): Way | Answer {
  const isThere = config.mongodbUri === undefined && resolve(config.dataDir) === dataDir
  if (isThere) return refusal(`${dataDir} is where everything is.`)
  return { from: config, to: { ...config, mongodbUri: undefined, dataDir } }
}

async function refuseServer(config: Config): Promise<Answer | undefined> {
  const answers = await fetch(`${serverUrl(config)}/health/live`, { signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  )
  return answers ? refusal(stopFirst(`A server answers at ${serverUrl(config)}`)) : undefined
}

/** What a move left that was stopped may be filled again. */
async function refuseFull(to: Config): Promise<Answer | undefined> {
  if (to.mongodbUri === undefined && !existsSync(fileIn(to))) return undefined
  const looked = await hereAsItIs(to, async () => (await isHalfRestored()) || (await isDatabaseEmpty()))
  if ('refusal' in looked) return refusal(`${looked.refusal}.\nNothing was changed.`)
  return looked.result ? undefined : refusal('The database to move to is not empty. Nothing was changed.')
}

/** The two databases are never open at once: everything goes through a file between them. */
async function through(scratch: string, { from, to }: Way): Promise<Answer> {
  const file = join(scratch, 'everything')
  const read = await here(from, (deps) => takeEverything(deps, { file, to: nameOf(to) }))
  if ('refusal' in read) return refusal(from.mongodbUri ? read.refusal : stopFirst(read.refusal))
  const taken = read.result
  if ('text' in taken) return taken
  const isFile = to.mongodbUri === undefined
  const target = isFile ? { ...to, dataDir: scratch } : to
  const filled = await hereAsItIs(target, (deps) => fillWithEverything(deps, { file, taken }))
  if ('refusal' in filled) return refusal(filled.refusal)
  if (filled.result) return filled.result
  if (isFile) await rename(fileIn(target), fileIn(to))
  return moved({ from, to }, taken)
}

function moved({ from, to }: Way, { documents, hex }: Digest): Answer {
  const isFile = to.mongodbUri === undefined
  const kept = existsSync(join(from.dataDir, 'secrets')) && resolve(from.dataDir) !== resolve(to.dataDir)
  const start = isFile ? `without MONGODB_URI, with DATA_DIR=${to.dataDir}` : 'with this MONGODB_URI'
  const lines = [
    `Moved ${documents.toLocaleString('en')} records to ${nameOf(to)}. Digest of both, equal: ${hex}`,
    ...(kept ? [`SECRETS may be kept in ${join(from.dataDir, 'secrets')}: take that file along.`] : []),
    `Start Latchkey ${start}. Sessions and links live on.`,
    'The old database is as it was. Start nothing on it any more, and delete it once the new one has proved itself.',
  ]
  return { text: lines.join('\n'), code: 0, data: { documents, digest: hex } }
}

function nameOf(to: Config): string {
  return to.mongodbUri === undefined ? 'an embedded database' : 'MongoDB'
}

function fileIn({ dataDir }: Config): string {
  return join(dataDir, fileName)
}

function stopFirst(why: string): string {
  return `${why}.\nNothing was changed. Stop the server first: a move needs both databases to itself.`
}
