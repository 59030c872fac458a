import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { askServer } from './ask-server.ts'
import { type Answer, type LocalCommand, refusal } from './command.ts'
import { configured, inLines } from './configured.ts'
import { here } from './here.ts'
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
  if (existsSync(file)) return refusal(`${file} is there already. Choose another name, or take it away first.`)
  if (!existsSync(dirname(file))) return refusal(`There is no directory ${dirname(file)}.`)
  const config = configured()
  if (Array.isArray(config)) return refusal(inLines(config))
  const done = await here(config, async (deps) => {
    await recordBackup(deps)
    return writeBackup(deps, file)
  })
  if ('result' in done) return written(file, done.result)
  if (config.mongodbUri !== undefined) return refusal(`MongoDB does not answer: ${done.refusal}`)
  return copyFromServer(config, { file, why: done.refusal })
}

/** The server that has the file leaves it untouched while it is copied here; the backup is written from the copy. */
async function copyFromServer(config: Config, { file, why }: { file: string; why: string }): Promise<Answer> {
  const held = await askServer(config, { act: 'hold-file', input: null })
  if (!held) return refusal(noServer(config, why))
  if (held.refused) return held
  const { id, file: source } = held.data as { id: string; file: string }
  const dataDir = await mkdtemp(join(dirname(file), '.latchkey-backup-'))
  try {
    const copied = await copyFile(source, join(dataDir, 'latchkey.db')).catch((error: Error) => error)
    const released = await askServer(config, { act: 'release-file', input: { id } })
    if (copied) throw copied
    if (!released) return refusal('The server went away meanwhile. Nothing was written; try again.')
    if (released.refused) return released
    const done = await here({ ...config, dataDir }, (deps) => writeBackup(deps, file))
    return 'result' in done ? written(file, done.result) : refusal(done.refusal)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

function written(file: string, documents: number): Answer {
  const warning =
    'It holds password hashes and sealed secrets: keep it as safe as the database, and SECRETS in another place. Without the SECRETS of today it cannot be put to full use.'
  return { text: `${file} holds ${documents.toLocaleString('en')} records.\n${warning}`, code: 0 }
}
