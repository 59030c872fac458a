import type { Config } from '../config.ts'
import type { Finding } from '../overview/examine.ts'

const patienceMs = 5000

/** What can be said about an embedded database that another process has: the file belongs to one process, so the server that has it
 *  is asked over HTTP. `refusal` is why the file could not be opened. */
export async function askServer({ adminDoor }: Config, refusal: string): Promise<Finding[]> {
  const { host, port, origin } = adminDoor
  const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const url = `http://${at.includes(':') ? `[${at}]` : at}:${port}/health/ready`
  const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined)
  if (!answer) {
    const advice = `Another process has it, and no server of this configuration answers at ${url}.`
    return [{ what: 'Database', state: 'fault', text: refusal, advice }]
  }
  const isReady = answer.ok
  const text = isReady ? 'It is running and ready.' : 'It is running, but not ready.'
  const hint = `The embedded database belongs to the running server, so the rest can only be seen there: ${origin}/doctor`
  return [
    {
      what: 'Server',
      state: isReady ? 'ok' : 'fault',
      text,
      advice: isReady ? undefined : 'Its log says what it waits for.',
    },
    { what: 'Database', state: 'warning', text: 'Not looked into.', advice: hint },
  ]
}
