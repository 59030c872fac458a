import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'

/** A process that is started again at once whenever it ends. */
export interface Supervised {
  name: string
  /** Milliseconds from start to the first good answer, one per start. */
  readyAfterMs: number[]
  /** How often it ended without having been told to, with its exit codes. */
  crashes: string[]
  start(): void
  whenReady(): Promise<void>
  /** kill -9; false where it was not running at that moment. */
  kill(): boolean
  freeze(): void
  thaw(): void
  isFrozen(): boolean
  /** Ends it for now with a signal; gives its exit code and how long that took. */
  stop(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>
}

const patienceMs = 60_000
const mostCrashes = 60

/** Looks after one process. `answers` says whether it serves. */
export function supervise(what: { name: string; launch(): ChildProcess; answers(): Promise<boolean> }): Supervised {
  let child: ChildProcess | undefined
  let wanted = false
  let frozen = false
  let struck = false
  let ready: Promise<void> = Promise.resolve()
  const self: Supervised = {
    name: what.name,
    readyAfterMs: [],
    crashes: [],
    start,
    whenReady: async () => {
      for (let seen: Promise<void> | undefined; seen !== ready; ) {
        seen = ready
        await seen
      }
    },
    kill: () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return false
      struck = true
      frozen = false
      return child.kill('SIGKILL')
    },
    freeze: () => {
      frozen = child?.kill('SIGSTOP') ?? false
    },
    thaw: () => {
      if (frozen) child?.kill('SIGCONT')
      frozen = false
    },
    isFrozen: () => frozen,
    stop,
  }
  process.once('exit', () => child?.kill('SIGKILL'))
  return self

  function start(): void {
    wanted = true
    struck = false
    const own = what.launch()
    child = own
    own.once('exit', (code, signal) => {
      if (own !== child) return
      if (wanted && !struck) self.crashes.push(`${what.name} ended by itself with ${code ?? signal}`)
      if (self.crashes.length > mostCrashes) throw new Error(`${self.crashes.at(-1)}, again and again; see apps.log`)
      child = undefined
      if (wanted) start()
    })
    ready = untilItAnswers(own)
  }

  async function untilItAnswers(own: ChildProcess): Promise<void> {
    const since = performance.now()
    while (own === child && !(await what.answers())) {
      if (performance.now() - since > patienceMs) throw new Error(`${what.name} does not answer`)
      await setTimeout(25)
    }
    if (own === child) self.readyAfterMs.push(performance.now() - since)
  }

  async function stop(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> {
    wanted = false
    self.thaw()
    const own = child
    const since = performance.now()
    if (!own || own.exitCode !== null) return { code: own?.exitCode ?? null, ms: 0 }
    const code = await new Promise<number | null>((resolve) => {
      own.once('exit', (status) => resolve(status))
      own.kill(signal)
    })
    child = undefined
    return { code, ms: performance.now() - since }
  }
}
