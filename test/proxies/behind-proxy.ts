import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, run } from '../process/running.ts'
import { Browser } from '../support/browser.ts'
import { adminPassword, alice, configureSmtp, linkIn, switchReset } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { freshUri } from '../support/test-database.ts'
import { names, type Place, type ProxyProgram, startProxy } from './proxy.ts'
import { type Tunnel, tlsTunnel } from './tls-tunnel.ts'

/** Addresses of this machine: the sample's own network, and one beyond it. */
export const addresses = { office: '127.0.0.1', elsewhere: '127.0.0.7' }

/** A Latchkey in production behind a proxy: an administrator who came in through it, a relay, alice. */
export interface BehindProxy {
  at: Place
  relay: TestSmtpServer
  /** A fresh browser at a door, at an address of its own. */
  visitor(from?: string): Promise<Browser>
  console: Browser
  /** Where HTTP goes to come out of TLS at the proxy, under this name. */
  way(to: { name: string; from: string }): Promise<string>
  origins: { public: string; admin: string }
  /** All that the proxy wrote down, anywhere. */
  words(): Promise<string>
  /** Stops the product in order and resolves with its exit code. */
  stopLatchkey(): Promise<number | null>
  startLatchkey(): Promise<void>
  close(): Promise<void>
}

/** Starts Latchkey as `docs/operators` says, a proxy with its sample there, and walks the first run through it. */
export async function startBehind(proxy: ProxyProgram): Promise<BehindProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-proxy-'))
  const [http, https, publicPort, adminPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const at = { folder: join(folder, 'proxy'), http, https, publicPort, adminPort }
  const origins = { public: `https://${names.public}:${https}`, admin: `https://${names.admin}:${https}` }
  const uri = freshUri()
  const env = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(publicPort),
    ADMIN_PORT: String(adminPort),
    DATA_DIR: join(folder, 'data'),
    TRUST_PROXY: '1',
    PUBLIC_URL: origins.public,
    ADMIN_URL: origins.admin,
    ...(uri && { MONGODB_URI: uri }),
  }
  let latchkey = run(env)
  const [relay, [link = '']] = await Promise.all([startSmtpServer(), latchkey.says(/https:\/\/\S+\/setup\?token=\S+/)])
  const running = await startProxy(proxy, at)
  const tunnels: Tunnel[] = []
  const way = async ({ name, from }: { name: string; from: string }) => {
    const tunnel = await tlsTunnel({ port: https, name, from })
    tunnels.push(tunnel)
    return tunnel.url
  }
  const visitor = async (from = addresses.elsewhere) =>
    new Browser(await way({ name: names.public, from }), origins.public)
  const console = new Browser(await way({ name: names.admin, from: addresses.office }), origins.admin)
  await moveIn({ console, link, relay, visitor })
  return {
    at,
    relay,
    visitor,
    console,
    way,
    origins,
    words: running.words,
    stopLatchkey: () => {
      latchkey.child.kill('SIGTERM')
      return latchkey.ended
    },
    startLatchkey: async () => {
      latchkey = run(env)
      await latchkey.says(/Console {2,}http/)
    },
    close: async () => {
      await Promise.all(tunnels.map((tunnel) => tunnel.close()))
      latchkey.child.kill('SIGKILL')
      await Promise.all([running.close(), relay.close(), latchkey.ended])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function moveIn(at: Pick<BehindProxy, 'console' | 'relay' | 'visitor'> & { link: string }): Promise<void> {
  const { console, link, relay } = at
  await console.open(link)
  const words = { new_password: adminPassword, confirm_password: adminPassword }
  await console.submit('Create administrator', { username: 'admin', email: 'admin@example.test', ...words })
  await configureSmtp(console, relay.port)
  await switchReset(console, 'on')
  await console.open('/users/new')
  await console.submit('Create and send invitation', { username: alice.username, email: alice.email })
  const invited = await (await at.visitor()).open(linkIn(await relay.waitForMail()))
  await invited.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
}
