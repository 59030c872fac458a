import type { Config } from '../config.ts'
import { keptSecrets } from '../security/kept-secrets.ts'
import type { Finding } from './examine.ts'

const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What can be said about a deployment from its configuration alone: addresses and secrets. */
export function examineDeployment(config: Config): Finding[] {
  return [publicAddress(config), secrets(config)]
}

function publicAddress({ publicDoor, production }: Config): Finding {
  const what = 'Public address'
  const { protocol, hostname, origin } = new URL(publicDoor.origin)
  const advice = 'Set PUBLIC_URL to the https address people reach this server at.'
  if (ownMachine.has(hostname)) {
    const text = `${origin} is reached from this machine only; links in mails begin with it.`
    return { what, state: production ? 'fault' : 'warning', text, advice }
  }
  if (protocol !== 'https:')
    return { what, state: production ? 'fault' : 'warning', text: `${origin} is not encrypted.`, advice }
  return { what, state: 'ok', text: `${origin}, which links in mails begin with.` }
}

function secrets(config: Config): Finding {
  const what = 'Secrets'
  const { origin, isOpen } = keptSecrets(config)
  if (isOpen && (origin === 'made' || config.mongodbUri === undefined)) {
    const text = `${config.dataDir} can be read by others on this machine.`
    return { what, state: config.production ? 'fault' : 'warning', text, advice: `Run chmod 700 ${config.dataDir}.` }
  }
  if (origin === 'given') return { what, state: 'ok', text: 'Given by SECRETS.' }
  const text = `Made at first start, kept in ${config.dataDir}.`
  return {
    what,
    state: 'ok',
    text,
    advice: 'Back them up apart from the database: without them sealed passwords cannot be read.',
  }
}
