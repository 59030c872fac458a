import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { OpenApi } from '../../src/api/openapi.ts'
import type { Said, Town } from './town.ts'

/** A town at work in another process, and what was heard of it so far. */
export interface OpenTown {
  town: Town
  faults: Map<string, number>
  blockedMs: number
  megabytes: number
  isAlive(): boolean
  /** What it wrote to its error output. */
  lastWords(): string
  close(): Promise<void>
}

/** Starts the town and resolves once its people are there. Throws with its last words where it does not start. */
export function openTown(): Promise<OpenTown> {
  const child = fork(join(import.meta.dirname, 'town-process.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let words = ''
  child.stderr?.on('data', (chunk) => {
    words = (words + String(chunk)).slice(-4000)
  })
  return new Promise((resolve, reject) => {
    let open: OpenTown | undefined
    child.once('exit', () => reject(new Error(`The town did not start: ${words}`)))
    child.on('message', (said: Said) => {
      if (said.kind === 'open') {
        open = follow(child, said.town, () => words)
        resolve(open)
      } else if (open) hear(open, said)
    })
  })
}

function follow(child: ChildProcess, town: Town, lastWords: () => string): OpenTown {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const close = () => {
    child.kill()
    return ended
  }
  const isAlive = () => child.exitCode === null && child.signalCode === null
  return { town, faults: new Map(), blockedMs: 0, megabytes: 0, isAlive, lastWords, close }
}

function hear(open: OpenTown, said: Exclude<Said, { kind: 'open' }>): void {
  if (said.kind === 'callers') {
    const anew = new Set(said.callers.map(({ name, door }) => `${door} ${name}`))
    const others = open.town.callers.filter(({ name, door }) => !anew.has(`${door} ${name}`))
    open.town.callers = [...said.callers, ...others]
    return
  }
  open.blockedMs = Math.max(open.blockedMs, said.blockedMs)
  open.megabytes = Math.max(open.megabytes, said.megabytes)
  for (const fault of said.faults.filter((one) => isAsked(one, open.town.api))) {
    const name = nameOf(fault)
    open.faults.set(name, (open.faults.get(name) ?? 0) + 1)
  }
}

/** Whoever follows the document sends no body where it describes none, and uses no method that it does not name. */
function isAsked(fault: string, { paths }: OpenApi): boolean {
  if (/answered 41[35], which is not documented/.test(fault)) return false
  const [, method = '', path = ''] = /^(\w+) \/api(\S*) answered/.exec(fault) ?? []
  const there = Object.entries(paths).filter(([one]) =>
    new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i').test(path),
  )
  return method === '' || there.some(([, methods]) => method.replace('HEAD', 'GET').toLowerCase() in methods)
}

/** The same fault at another moment, about somebody else, goes by the same name. */
function nameOf(fault: string): string {
  return fault
    .replaceAll(/"(at|requestId|traceId)":\s*"[^"]*",?/g, '')
    .replaceAll(/\/[^/\s"]*(?:%|[A-Z\d_.]{4}|\w{25})[^/\s"]*/g, '/*')
    .slice(0, 900)
}
