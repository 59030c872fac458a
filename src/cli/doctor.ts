import type { Config } from '../config.ts'
import type { Finding } from '../overview/examine.ts'
import { examineDeployment } from '../overview/examine-deployment.ts'
import { askServer, serverUrl } from './ask-server.ts'
import type { Answer, LocalCommand } from './command.ts'
import { configured } from './configured.ts'
import { here } from './here.ts'
import { doctorHere, inFindings } from './look-around.ts'

const patienceMs = 5000

/** Says everything an operator answers for, with advice; the exit code is 1 where something is a fault. Changes nothing. */
export const doctor: LocalCommand = {
  says: 'says what is wrong with this installation and how to mend it',
  usage: 'doctor [--json]',
  options: { json: { type: 'boolean' } },
  run: lookAt,
}

async function lookAt(): Promise<Answer> {
  const config = configured()
  if (Array.isArray(config)) return inFindings(config.map((fault) => ({ ...fault, state: 'fault' })))
  const seen = await here(config, doctorHere)
  if ('result' in seen) return seen.result
  if (config.mongodbUri === undefined) return throughServer(config, seen.refusal)
  const advice = 'Look whether it runs, and whether MONGODB_URI is right.'
  const fault = { what: 'Database', state: 'fault' as const, text: `MongoDB does not answer: ${seen.refusal}`, advice }
  return inFindings([fault, ...examineDeployment(config)])
}

/** The embedded file belongs to one process, so the server that has it is asked. */
async function throughServer(config: Config, why: string): Promise<Answer> {
  const server = await lookAtServer(config, why)
  const inside = server.state === 'ok' ? await askServer(config, { act: 'doctor', input: null }) : undefined
  if (Array.isArray(inside?.data)) return inFindings([server, ...inside.data])
  return inFindings([server, ...(server.state === 'ok' ? [notLookedInto] : []), ...examineDeployment(config)])
}

const notLookedInto: Finding = {
  what: 'Database',
  state: 'warning',
  text: 'Not looked into: the server that has it does not know the SECRETS of this command.',
  advice: 'Give this command the same SECRETS and DATA_DIR as the server.',
}

async function lookAtServer(config: Config, why: string): Promise<Finding> {
  const url = `${serverUrl(config)}/health/ready`
  const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined)
  if (!answer) {
    const advice = `Another process has it, and no server of this configuration answers at ${url}.`
    return { what: 'Database', state: 'fault', text: why, advice }
  }
  return answer.ok
    ? { what: 'Server', state: 'ok', text: 'It is running and ready.' }
    : {
        what: 'Server',
        state: 'fault',
        text: 'It is running, but not ready.',
        advice: 'Its log says what it waits for.',
      }
}
