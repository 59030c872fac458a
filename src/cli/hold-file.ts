import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { holdDatabaseFile } from '../database/hold.ts'
import type { Deps } from '../deps.ts'
import { type Answer, refusal } from './command.ts'
import { recordBackup } from './record-backup.ts'

/** Long enough to copy a large file; a command that was killed shall not let the log grow for ever. */
const longestMs = 15 * 60_000

let held: { id: string; letGo(): boolean } | undefined

/** Leaves the embedded file of this server untouched, for a command that copies it. Its writes go on. One hold at a time: the newest
 *  counts, so that a command that was killed keeps nobody waiting. */
export async function holdFile(deps: Deps): Promise<Answer> {
  await recordBackup(deps)
  const id = randomUUID()
  held = { id, letGo: await holdDatabaseFile() }
  setTimeout(() => letGo(id), longestMs).unref()
  return { text: '', data: { id, file: resolve(deps.config.dataDir, 'latchkey.db') }, code: 0 }
}

/** Lets go of the file again. A refusal where it was not left untouched all the time. */
export async function releaseFile(_deps: Deps, { id }: { id: string }): Promise<Answer> {
  return letGo(id)
    ? { text: '', code: 0 }
    : refusal('The file changed while it was copied: another backup began, or it took too long. Try again.')
}

function letGo(id: string): boolean {
  if (held?.id !== id) return false
  const { letGo: end } = held
  held = undefined
  return end()
}
