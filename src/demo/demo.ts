import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { guide } from './guide.ts'
import type { MailCatcher } from './mail-catcher.ts'
import { seed } from './seed.ts'

const { PORT, ADMIN_PORT, DEMO_SMTP_PORT, DEMO_MAIL_PORT, LOG_LEVEL } = process.env
const publicOrigin = `http://localhost:${PORT || 3000}`
const adminOrigin = `http://localhost:${ADMIN_PORT || 3001}`

try {
  await demo()
} catch (error) {
  process.stderr.write(`The demo cannot start. ${explain(error)}\n`)
  process.exit(1)
}

/** Runs the catcher here and the server as a process of its own, on a directory that lives as long as they do. The server's own
 *  greeting says that both doors are open; then ours takes its place. */
async function demo(): Promise<void> {
  const catcher = await openMailCatcher()
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-demo-'))
  try {
    await seed(dataDir)
    const server = startServer(dataDir)
    const ended = once(server, 'exit')
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => server.kill('SIGTERM'))
    createInterface(server.stdout).on('line', (line) => {
      if (line.includes(adminOrigin))
        process.stdout.write(guide({ publicOrigin, adminOrigin, smtpPort: catcher.smtpPort, mailUrl: catcher.url }))
      else if (line.startsWith('{')) process.stderr.write(`${line}\n`)
    })
    const [code] = await ended
    process.exitCode = typeof code === 'number' ? code : 1
  } finally {
    await catcher.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function openMailCatcher(): Promise<MailCatcher> {
  const { startMailCatcher } = await import('./mail-catcher.ts')
  return startMailCatcher({ smtpPort: Number(DEMO_SMTP_PORT || 1025), webPort: Number(DEMO_MAIL_PORT || 8025) })
}

/** The documented passwords are for this machine only, so both doors listen on loopback and a database of yours is left alone.
 *  A process group of its own, so that Ctrl-C reaches the server once, through us. */
function startServer(dataDir: string): ChildProcessByStdio<null, Readable, null> {
  const closed = { HOST: '127.0.0.1', ADMIN_HOST: '127.0.0.1', MONGODB_URI: '', SECRETS: '', SETUP_TOKEN: '' }
  const plain = { NODE_ENV: '', PUBLIC_URL: '', ADMIN_URL: '', TRUST_PROXY: '', LOG_LEVEL: LOG_LEVEL || 'warn' }
  return spawn(process.execPath, [join(import.meta.dirname, '../server.js')], {
    env: { ...process.env, ...closed, ...plain, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
}

function explain(error: unknown): string {
  const { code, port, message = String(error) } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'ERR_MODULE_NOT_FOUND') return 'It needs the development packages as well: run npm ci, then try again.'
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Choose others with DEMO_SMTP_PORT (mail) and DEMO_MAIL_PORT (its web page).`
  }
  return message
}
