import { once } from 'node:events'
import { createServer, connect as dial, type Socket } from 'node:net'
import { type Heard, readCommands } from './commands.ts'

/** A wire between an app and its database server that can be cut and mended. */
export interface Wire {
  port: number
  /** What went over it. */
  heard: Heard
  /** Ends all connections and refuses new ones, as a closed port does. */
  cut(): void
  /** Lets nothing through in either direction and says nothing; what is under way arrives when it heals. */
  blackHole(): void
  heal(): void
  end(): void
}

/** Puts a wire in front of a local port. */
export async function startWire(target: number): Promise<Wire> {
  const pairs = new Set<[Socket, Socket]>()
  const heard: Heard = { writes: 0, reads: 0, weak: [] }
  let state: 'whole' | 'cut' | 'black hole' = 'whole'
  const server = createServer((near) => {
    if (state === 'cut') return near.destroy()
    const far = dial(target, '127.0.0.1')
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    const commands = readCommands(heard)
    near.on('data', (bytes: Buffer) => commands(bytes))
    near.pipe(far)
    far.pipe(near)
    for (const socket of pair) {
      socket.on('error', () => {})
      socket.on('close', () => {
        pairs.delete(pair)
        for (const one of pair) one.destroy()
      })
    }
    if (state === 'black hole') stopFlow(pair)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    port,
    heard,
    cut: () => {
      state = 'cut'
      for (const pair of pairs) for (const socket of pair) socket.destroy()
    },
    blackHole: () => {
      state = 'black hole'
      for (const pair of pairs) stopFlow(pair)
    },
    heal: () => {
      state = 'whole'
      for (const [near, far] of pairs) {
        near.pipe(far)
        far.pipe(near)
      }
    },
    end: () => {
      server.close()
      for (const pair of pairs) for (const socket of pair) socket.destroy()
    },
  }
}

function stopFlow([near, far]: [Socket, Socket]): void {
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.unpipe(to)
    from.pause()
  }
}
