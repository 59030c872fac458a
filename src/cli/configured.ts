import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigFault, readConfig } from '../config.ts'
import { loadSecrets } from '../security/secrets.ts'

/** Why a command cannot begin, and what to do about it. */
export interface Fault {
  what: string
  text: string
  advice: string
}

/** The configuration of an installation that was started before, with its secrets; or what is wrong with it. Makes nothing. */
export function configured(): Config | Fault[] {
  const read = attempt(readConfig)
  if (Array.isArray(read)) return read
  const advice = 'Start Latchkey once: npm start.'
  const lacks = (name: string) => !existsSync(join(read.dataDir, name))
  if (read.mongodbUri === undefined && lacks('latchkey.db'))
    return [{ what: 'Database', text: `There is none in ${read.dataDir} yet.`, advice }]
  if (read.secrets.length === 0 && lacks('secrets'))
    return [{ what: 'Secrets', text: `SECRETS is not set and ${read.dataDir} holds none.`, advice }]
  return withSecrets(read)
}

/** The configuration of an installation that may be all new: its secrets are made where there are none. */
export function configuredAnew(): Config | Fault[] {
  const read = attempt(readConfig)
  return Array.isArray(read) ? read : withSecrets(read)
}

/** Faults as a command says them. */
export function inLines(faults: Fault[]): string {
  return faults.map(({ what, text, advice }) => `${what}: ${text}\n${advice}`).join('\n')
}

function withSecrets(read: Config): Config | Fault[] {
  return attempt(() => ({ ...read, secrets: loadSecrets(read) }))
}

function attempt(read: () => Config): Config | Fault[] {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    return error.lines.map((text) => ({ what: 'Configuration', text, advice: 'Latchkey does not start like this.' }))
  }
}
