import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { createAdminDoor } from '../src/admin-door.ts'
import { Background } from '../src/background.ts'
import type { Config } from '../src/config.ts'
import type { Deps } from '../src/deps.ts'
import { listen, portOf } from '../src/listen.ts'
import { createLog } from '../src/log.ts'
import { deriveKey } from '../src/security/keys.ts'
import { startSession } from '../src/sessions/store.ts'
import { createSmtpTransport } from '../src/smtp/transport.ts'
import { stopListening } from '../src/stop-listening.ts'
import { doorCookies } from '../src/web/cookies.ts'
import { administrator } from './growth-people.ts'

/** The console over HTTP, as a signed-in administrator sees it. `open` throws where a page is not answered with 200. */
export interface Console {
  open(path: string): Promise<void>
  close(): Promise<void>
}

/** Opens the admin door of the connected database on a free port, with somebody signed in. */
export async function openConsole(read: Config): Promise<Console> {
  const config = { ...read, secrets: ['a secret of the bench alone: 0123456789'] }
  const clock = { now: () => new Date() }
  const log = createLog('error', (line) => process.stderr.write(line), clock.now)
  const deps: Deps = { config, clock, log, transport: createSmtpTransport(), background: new Background(log) }
  const door = await listen(createAdminDoor(deps), { host: '127.0.0.1', port: 0 })
  const now = clock.now()
  const session = await startSession({
    door: 'admin',
    userId: administrator._id.toString(),
    sessionVersion: administrator.sessionVersion,
    startedAt: now,
    provenAt: now,
    address: '127.0.0.1',
    userAgent: 'bench',
  })
  const key = deriveKey(config.secrets[0] ?? '', 'cookie').toString('base64')
  const mac = createHmac('sha256', key).update(session).digest('base64').replace(/=+$/, '')
  const cookie = `${doorCookies(deps, 'admin').name('session')}=${encodeURIComponent(`s:${session}.${mac}`)}`
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    open: (path) => get(`http://127.0.0.1:${portOf(door)}${path}`, { agent, cookie }),
    close: async () => {
      agent.destroy()
      await stopListening(door)
    },
  }
}

function get(url: string, as: { agent: Agent; cookie: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: as.agent, headers: { cookie: as.cookie } }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${answer.statusCode}`)),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}
