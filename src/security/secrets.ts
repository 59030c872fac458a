import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigFault } from '../config.ts'

const fileName = 'secrets'
const groupAndOthers = 0o077

/** The deployment's secrets: those given, else those kept in the data directory, made at first start and readable by the owner
 *  alone. Throws `ConfigFault` where the kept file is open to others, and in production where the directory is.
 *  Source: OWASP ASVS 13.3.1. */
export function loadSecrets(config: Pick<Config, 'secrets' | 'dataDir' | 'production'>): readonly string[] {
  const { secrets, dataDir, production } = config
  if (secrets.length > 0) return secrets
  const file = join(dataDir, fileName)
  if (!existsSync(file)) makeSecrets(dataDir, file)
  if (production && isOpen(dataDir)) throw new ConfigFault([`DATA_DIR: ${advice(dataDir, 700)}`])
  if (isOpen(file)) throw new ConfigFault([`SECRETS: ${advice(file, 600)}`])
  const kept = readFileSync(file, 'utf8').split(/\s+/).filter(Boolean)
  if (kept.length > 0) return kept
  throw new ConfigFault([`SECRETS: ${file} is empty; delete it to make new secrets, or set SECRETS`])
}

function makeSecrets(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
}

function isOpen(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & groupAndOthers) !== 0
}

function advice(path: string, mode: number): string {
  return `${path} can be read by others; run chmod ${mode} on it, or set SECRETS`
}
