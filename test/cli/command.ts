import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../process/running.ts'
import { freshUri } from '../support/test-database.ts'

const program = fileURLToPath(new URL('../../dist/cli/run.js', import.meta.url))

export type Env = Record<string, string>

/** What a command printed, all in all and without what went to stderr, and the code it left with. */
export interface Said {
  text: string
  out: string
  code: number | null
}

/** Begins a command in a process of its own, with this environment and nothing of the test's. */
export function begin(env: Env, ...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const own = { PATH: process.env.PATH ?? '', ...env }
  return spawn(process.execPath, [program, ...args], { env: own, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a command to its end, as `begin` does. */
export async function command(env: Env, ...args: string[]): Promise<Said> {
  const child = begin(env, ...args)
  let [text, out] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    text += String(chunk)
    out += String(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    text += String(chunk)
  })
  const [code] = await once(child, 'close')
  return { text, out, code }
}

/** An installation that was never started: a data directory, ports, and a database of its own where tests run on MongoDB. */
export async function newPlace(): Promise<Env> {
  const [PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())]
  const uri = freshUri()
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'latchkey-'))
  return { HOST: '127.0.0.1', DATA_DIR, PORT, ADMIN_PORT, ...(uri && { MONGODB_URI: uri }) }
}

/** A folder for the files of a test file, taken away behind its tests. */
export function useFolder(): { path(name: string): string } {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-files-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return { path: (name) => join(folder, name) }
}
