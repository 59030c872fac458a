import { existsSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { askServer } from './ask-server.ts'
import { type Answer, type LocalCommand, refusal } from './command.ts'
import { configured, inLines } from './configured.ts'
import { here } from './here.ts'
import { inScratch } from './in-scratch.ts'
import { noServer } from './reach.ts'
import { recordBackup } from './record-backup.ts'
import { writeBackup } from './write-backup.ts'

/** Writes everything that matters into one file, also while the server runs. */
export const backup: LocalCommand = {
  says: 'writes everything into one file, also while the server runs',
  usage: 'backup <file>',
  words: [1, 1],
  run: ({ words: [file = ''] }) => backUp(resolve(file)),
}

async function backUp(file: string): Promise<Answer> {
  const taken = refuseTaken(file)
  if (taken) return taken
  if (!existsSync(dirname(file))) return refusal(`There is no directory ${dirname(file)}.`)
  const config = configured()
  if (Array.isArray(config)) return refusal(inLines(config))
  return inScratch(join(dirname(file), '.latchkey-backup-'), async (folder) => {
    const part = join(folder, 'backup')
    const done = await writeWhole(config, part)
    if ('text' in done) return done
    const takenSince = refuseTaken(file)
    if (takenSince) return takenSince
    await rename(part, file)
    return written(file, done.documents)
  })
}

function refuseTaken(file: string): Answer | undefined {
  return existsSync(file) ? refusal(`${file} is there already. Choose another name, or take it away first.`) : undefined
}

/** Written from the database itself or, where a server has its file, from a copy beside the backup. */
async function writeWhole(config: Config, part: string): Promise<{ documents: number } | Answer> {
  const done = await here(config, async (deps) => {
    await recordBackup(deps)
    return writeBackup(deps, part)
  })
  if ('result' in done) return { documents: done.result }
  if (config.mongodbUri !== undefined) return refusal(`MongoDB does not answer: ${done.refusal}`)
  const copied = await copyFromServer(config, { folder: dirname(part), why: done.refusal })
  if (copied) return copied
  const read = await here({ ...config, dataDir: dirname(part) }, (deps) => writeBackup(deps, part))
  return 'result' in read ? { documents: read.result } : refusal(read.refusal)
}

/** The server that has the file leaves it untouched while it is copied into the folder. */
async function copyFromServer(
  config: Config,
  { folder, why }: { folder: string; why: string },
): Promise<Answer | undefined> {
  const held = await askServer(config, { act: 'hold-file', input: null })
  if (!held) return refusal(noServer(config, why))
  if (held.refused) return held
  const { id, file } = held.data as { id: string; file: string }
  const fault = await copyFile(file, join(folder, 'latchkey.db')).catch((error: Error) => error)
  const released = await askServer(config, { act: 'release-file', input: { id } })
  if (fault) throw fault
  if (!released) return refusal('The server went away meanwhile. Nothing was written; try again.')
  return released.refused ? released : undefined
}

function written(file: string, documents: number): Answer {
  const warning =
    'It holds password hashes and sealed secrets: keep it as safe as the database, and SECRETS in another place. Without the SECRETS of today it cannot be put to full use.'
  return { text: `${file} holds ${documents.toLocaleString('en')} records.\n${warning}`, code: 0 }
}
