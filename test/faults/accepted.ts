import { existsSync, readFileSync } from 'node:fs'

/** A connection as its caller knows it: the port it came from, and the wall clock's milliseconds when it was there. */
export interface Caller {
  port: number
  connectedAt: number
}

/** Longer than a connection waits for an app that is alive; shorter than the system takes to use a port again. */
const mostWaitMs = 10_000

/** Reads which connections the apps accepted; the answer tells of each caller whether one of them did. */
export function readAccepted(file: string): (caller: Caller | undefined) => boolean {
  const times = new Map<number, number[]>()
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    const [port, at] = line.split(' ').map(Number)
    if (port && at) times.set(port, [...(times.get(port) ?? []), at])
  }
  return (caller) => {
    const { port, connectedAt } = caller ?? { port: 0, connectedAt: 0 }
    return (times.get(port) ?? []).some((at) => at > connectedAt - 1000 && at < connectedAt + mostWaitMs)
  }
}
