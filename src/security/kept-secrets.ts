import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'

const groupAndOthers = 0o077

/** Where the secrets in use come from ('given' by the deployment, or made and kept in the data directory), and whether others on this
 *  machine may look into that directory. Changes nothing. */
export function keptSecrets({ secrets, dataDir }: Pick<Config, 'secrets' | 'dataDir'>): {
  origin: 'given' | 'made'
  isOpen: boolean
} {
  const file = join(dataDir, 'secrets')
  const kept = existsSync(file) ? readFileSync(file, 'utf8').split(/\s+/).filter(Boolean) : []
  const origin = kept.length > 0 && kept.join() === secrets.join() ? 'made' : 'given'
  const isOpen = process.platform !== 'win32' && existsSync(dataDir) && (statSync(dataDir).mode & groupAndOthers) !== 0
  return { origin, isOpen }
}
