import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../src/database/connect.ts'
import { createIndexes } from '../src/database/indexes.ts'

const port = 3950
export const origin = `http://localhost:${port}`

/** Starts the built product on an embedded database that `fill` prepared; `stop` ends it and removes the data. */
export async function startProduct(fill: () => Promise<void>): Promise<{ stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
  await connectDatabase(readConfig({ DATA_DIR: dataDir }))
  await createIndexes()
  await fill()
  await disconnectDatabase()
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), ADMIN_PORT: String(port + 1), HOST: '127.0.0.1' }
  const server = spawn('node', ['dist/server.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  await answers(`${origin}/health/ready`)
  return { stop: () => stop(server, dataDir) }
}

/** Waits until an address answers well, ten seconds at most. */
export async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ready = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${url} does not answer`)
}

async function stop(server: ChildProcess, dataDir: string): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
  await rm(dataDir, { recursive: true, force: true })
}
