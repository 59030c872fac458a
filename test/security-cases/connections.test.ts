import type { Server } from 'node:http'
import { createServer, type Server as SocketServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdminDoor } from '../../src/admin-door.ts'
import { readConfig } from '../../src/config.ts'
import { listen, portOf } from '../../src/listen.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { Browser } from '../support/browser.ts'
import { adminPassword } from '../support/people.ts'
import { nothingBroke, useHome } from './people-at-home.ts'

describe('where Test Configuration may connect, on an installation that may reach public relays alone', () => {
  const home = useHome()
  let door: Server
  let canary: SocketServer
  let url: string
  let connections = 0

  beforeAll(async () => {
    const { deps } = home.latchkey
    const { smtpEgress } = readConfig({ SMTP_EGRESS: 'public' })
    const transport = createSmtpTransport({ egress: smtpEgress })
    const { adminDoor } = deps.config
    door = await listen(createAdminDoor({ ...deps, transport }), { ...adminDoor, port: 0 })
    url = `http://127.0.0.1:${portOf(door)}`
    canary = createServer((socket) => {
      connections += 1
      socket.end('220 canary\r\n')
    })
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await stopListening(door)
    canary.close()
  })

  const hosts = [
    '169.254.169.254',
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '::1',
    '::ffff:127.0.0.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.1',
    'localhost.',
    'localhost',
    '0.0.0.0',
    '10.0.0.1',
    '192.168.0.1',
    '100.100.100.200',
  ]

  test.each(hosts)('B30 %s is refused before anything is connected to', async (host) => {
    const { port } = canary.address() as { port: number }
    const console = await new Browser(url, home.latchkey.deps.config.adminDoor.origin).open('/sign-in')
    await console.submit('Sign in', { identifier: 'admin', password: adminPassword })
    await console.open('/configuration/organization/smtp')
    const start = performance.now()
    await console.submit('Test Configuration', { host, port: String(port), authentication: 'none', protection: 'None' })
    expect(performance.now() - start).toBeLessThan(10_000)
    const words = console.status === 422 ? console.errorAt('host') : console.$('.verdict-error').text()
    expect(words).toMatch(/may not connect to|never sent to|Enter .*host|host name|no host named|did not answer/i)
    expect(connections).toBe(0)
  })

  nothingBroke(home)
})
