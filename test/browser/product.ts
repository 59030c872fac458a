import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

export interface Product {
  publicUrl: string
  adminUrl: string
  /** What the terminal showed to open the wizard with. */
  setupLink: string
  /** From the end of the build to the first answers of both doors. */
  startMs: number
  stop(): Promise<void>
}

const pollMs = 10
const buildMs = 120_000

/** Runs `npm start` in a directory, on free ports and an empty data directory, as a newcomer does; only what it ends in, where the
 *  directory is built already. */
export async function startProduct(directory: string, isBuilt: boolean): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-walk-'))
  const [port, adminPort] = await Promise.all([freePort(), freePort()])
  const publicUrl = `http://localhost:${port}`
  const adminUrl = `http://localhost:${adminPort}`
  const npm = spawn(isBuilt ? process.execPath : 'npm', [isBuilt ? 'dist/server.js' : 'start'], {
    cwd: directory,
    // an npm that was told to be silent would not name its commands, and they are waited for below
    env: {
      ...process.env,
      ...unset,
      npm_config_loglevel: 'notice',
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // a process group of its own, so that npm, its shell and the server can be ended together
    detached: true,
  })
  const terminal: string[] = []
  // a walk that fails on its way must not leave the server behind
  process.once('exit', () => npm.pid && signalGroup(npm.pid, 'SIGTERM'))
  const lines = createInterface(npm.stdout)
  lines.on('line', (line) => terminal.push(line))

  // npm names each command as it runs it, so this line is the end of the build
  if (!isBuilt) await seen('> node dist/server.js', buildMs)
  const builtAt = performance.now()
  await Promise.all([answers(`${publicUrl}/sign-in`), answers(`${adminUrl}/setup`)])
  const startMs = Math.round(performance.now() - builtAt)
  const setupLink = (await seen('/setup?token=', 5000)).trim()

  return {
    publicUrl,
    adminUrl,
    setupLink,
    startMs,
    async stop() {
      // npm ends before the server does, which still closes its database
      if (npm.pid)
        for (let signal: 'SIGTERM' | 0 = 'SIGTERM'; signalGroup(npm.pid, signal); signal = 0) await wait(pollMs)
      await rm(dataDir, { recursive: true, force: true })
    },
  }

  async function seen(text: string, ms: number): Promise<string> {
    for (const until = Date.now() + ms; Date.now() < until && npm.exitCode === null; await wait(pollMs)) {
      const line = terminal.find((shown) => shown.includes(text))
      if (line) return line
    }
    throw new Error(`npm start did not print "${text}": ${terminal.slice(-20).join('\n')}`)
  }

  async function answers(url: string): Promise<void> {
    for (;;) {
      if (npm.exitCode !== null) throw new Error('npm start ended before it answered')
      if (await fetch(url).then(Boolean, () => false)) return
      await wait(pollMs)
    }
  }
}

/** Signals every process of a group (0: none, just looks). False where none is left. */
function signalGroup(leader: number, signal: 'SIGTERM' | 0): boolean {
  try {
    return process.kill(-leader, signal)
  } catch {
    return false
  }
}

/** A port of this machine where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const unset = Object.freeze({
  MONGODB_URI: '',
  PUBLIC_URL: '',
  ADMIN_URL: '',
  SECRETS: '',
  SETUP_TOKEN: '',
  NODE_ENV: '',
})
