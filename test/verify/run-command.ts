import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'

/** How long something that is told to end has for it. */
const graceMs = 10_000

/** Runs a command as a group of its own, all that it prints going to the log file. After `minutes`, or when the signal says so, the whole
 *  group is ended; the code is undefined then. Gives what was printed, and how many seconds it took. */
export async function runCommand(
  command: string[],
  { log, minutes, env, signal }: { log: string; minutes: number; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<{ code: number | undefined; printed: string; seconds: number }> {
  const [program = '', ...args] = command
  const began = performance.now()
  const out = openSync(log, 'w')
  const child = spawn(program, args, { detached: true, stdio: ['ignore', out, out], env: { ...process.env, ...env } })
  closeSync(out)
  let isEnded = false
  const end = () => {
    isEnded = true
    endGroup(child)
  }
  const limit = setTimeout(end, minutes * 60_000)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  const code = await once(child, 'exit').then(
    ([exit]) => (typeof exit === 'number' ? exit : undefined),
    () => undefined,
  )
  clearTimeout(limit)
  signal.removeEventListener('abort', end)
  const seconds = (performance.now() - began) / 1000
  return { code: isEnded ? undefined : code, printed: readFileSync(log, 'utf8'), seconds }
}

function endGroup(child: ChildProcess): void {
  strike(child, 'SIGTERM')
  const late = setTimeout(() => strike(child, 'SIGKILL'), graceMs)
  child.once('exit', () => {
    clearTimeout(late)
    // What the command started may still be there after it.
    strike(child, 'SIGKILL')
  })
}

function strike({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The group is gone already.
  }
}
