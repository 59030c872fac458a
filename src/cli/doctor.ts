import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigFault, readConfig } from '../config.ts'
import { connectDatabase, disconnectDatabase } from '../database/connect.ts'
import { examine, type Finding } from '../overview/examine.ts'
import { examineDeployment } from '../overview/examine-deployment.ts'
import { loadSecrets } from '../security/secrets.ts'
import { askServer } from './ask-server.ts'

const marks = { ok: '  ok     ', warning: '  warning', fault: '  FAULT  ' }

/** Prints everything an operator answers for, with advice; the exit code is 1 where something is a fault. Changes nothing. */
export async function doctor(): Promise<number> {
  const findings = await lookAt()
  for (const { state, what, text, advice } of findings) {
    process.stdout.write(`${marks[state]}  ${what}: ${text}\n`)
    if (advice && state !== 'ok') process.stdout.write(`             ${advice}\n`)
  }
  return findings.some(({ state }) => state === 'fault') ? 1 : 0
}

async function lookAt(): Promise<Finding[]> {
  const read = configured()
  if (Array.isArray(read)) return read
  const advice = 'Start Latchkey once: npm start.'
  const lacks = (name: string) => !existsSync(join(read.dataDir, name))
  if (read.mongodbUri === undefined && lacks('latchkey.db'))
    return [{ what: 'Database', state: 'fault', text: `There is none in ${read.dataDir} yet.`, advice }]
  if (read.secrets.length === 0 && lacks('secrets'))
    return [{ what: 'Secrets', state: 'fault', text: `SECRETS is not set and ${read.dataDir} holds none.`, advice }]
  const config = configured(read)
  return Array.isArray(config) ? config : inDatabase(config)
}

async function inDatabase(config: Config): Promise<Finding[]> {
  const refusal = await connectDatabase(config).then(
    () => undefined,
    (error: Error) => error.message,
  )
  if (refusal === undefined) return examine({ config, clock: { now: () => new Date() } }).finally(disconnectDatabase)
  if (config.mongodbUri === undefined) return [...(await askServer(config, refusal)), ...examineDeployment(config)]
  const advice = 'Look whether it runs, and whether MONGODB_URI is right.'
  return [
    { what: 'Database', state: 'fault', text: `MongoDB does not answer: ${refusal}`, advice },
    ...examineDeployment(config),
  ]
}

/** The configuration, with its secrets where it was read before; or its faults. */
function configured(read?: Config): Config | Finding[] {
  try {
    return read ? { ...read, secrets: loadSecrets(read) } : readConfig()
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    return error.lines.map((text) => ({
      what: 'Configuration',
      state: 'fault',
      text,
      advice: 'Latchkey does not start like this.',
    }))
  }
}
