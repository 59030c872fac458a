import { type IncomingMessage, Server } from 'node:http'
import { readSettings, saveSmtp, saveSystem } from '../../src/organization/settings.ts'
import { startSmtpServer } from '../../test/support/smtp-server.ts'
import { startLatchkey } from '../../test/support/start-latchkey.ts'
import { addPeople, refresh } from './people.ts'

/** What the run tells this process; each is answered once done. */
export type Order = { refresh: true } | { relay: Relay } | { throttles: 'raised' | 'usual' }
export type Relay = 'up' | 'down' | 'slow'

const slowMs = 1500
const closedPort = 9

const latchkey = await startLatchkey()
latchkey.clock.now = () => new Date()
const [up, slow] = await Promise.all([startSmtpServer(), startSmtpServer({ finalReplyDelayMs: slowMs })])
const ports: Record<Relay, number> = { up: up.port, down: closedPort, slow: slow.port }
const { system } = await readSettings()

await addPeople()
await useRelay('up')
await useThrottles('raised')
latchkey.deps.background.start()
delayOneArm()

process.on('message', async (order: Order) => {
  if ('refresh' in order) await refresh(new Date())
  else if ('relay' in order) await useRelay(order.relay)
  else await useThrottles(order.throttles)
  process.send?.('done')
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: Number(new URL(latchkey.publicUrl).port), host: 'latchkey.test' })

async function useRelay(relay: Relay): Promise<void> {
  await saveSmtp({
    host: '127.0.0.1',
    port: ports[relay],
    protection: 'None',
    authentication: 'none',
    userName: '',
    tokenEndpoint: '',
    clientId: '',
    scope: '',
    fromName: 'Timing',
    fromEmail: 'timing@example.test',
    replyTo: '',
    trust: 'system',
    caCertificate: '',
    certificateFingerprint: '',
    heloName: '',
  })
}

async function useThrottles(throttles: 'raised' | 'usual'): Promise<void> {
  const raised = { perPerson: 3, perClient: 1_000_000, everyone: 1_000_000 }
  const resetLimits = throttles === 'raised' ? raised : system.resetLimits
  // Whether a proof is asked for hangs on counts alone, and this one network would be asked at every request.
  const proofLimits = { ...system.proofLimits, isOn: false }
  await saveSystem({ ...system, selfServiceReset: true, resetOpenSince: new Date(0), resetLimits, proofLimits })
}

/** The positive control: requests that say so are held up for one millisecond, which the measurement has to see. */
function delayOneArm(): void {
  const { emit } = Server.prototype
  Server.prototype.emit = function (event: string, ...given: unknown[]): boolean {
    const isLate = event === 'request' && (given[0] as IncomingMessage).headers['x-arm'] === 'late'
    const until = process.hrtime.bigint() + (isLate ? 1_000_000n : 0n)
    while (process.hrtime.bigint() < until);
    return Reflect.apply(emit, this, [event, ...given]) as boolean
  }
}
