import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Browser } from '../support/browser.ts'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

/** A Latchkey in a process of its own, and everything it said. */
export interface Running {
  child: ChildProcess
  output(): string
  visitor(): Browser
  console(): Browser
  /** Resolves with the process's exit code. */
  ended: Promise<number | null>
  /** Resolves with the first match in what it says, now or later. Rejects when it ends without saying it. */
  says(pattern: RegExp): Promise<RegExpExecArray>
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

/** Starts a built program, the server where none is named, with this environment and nothing of the test's own. */
export function run(env: Record<string, string>, program = 'server.js'): Running {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [join(dist, program)], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const lookers = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    output += String(chunk)
    for (const look of lookers) look()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output)
        if (match) resolve(match)
      }
      lookers.add(look)
      look()
      ended.then(() => reject(new Error(`It ended without saying ${pattern}: ${output}`)))
    })
  const at = (port: string | undefined) => {
    const origin = `http://localhost:${port}`
    return new Browser(origin.replace('localhost', '127.0.0.1'), origin)
  }
  return { child, output: () => output, visitor: () => at(env.PORT), console: () => at(env.ADMIN_PORT), ended, says }
}

/** Looks again and again until there is something to see; throws when there still is nothing after `withinMs`. */
export async function eventually<Seen>(look: () => Promise<Seen | undefined>, withinMs: number): Promise<Seen> {
  for (const since = performance.now(); ; await setTimeout(20)) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() - since > withinMs) throw new Error(`Nothing came within ${withinMs} ms`)
  }
}
