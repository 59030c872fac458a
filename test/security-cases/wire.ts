import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** What came back over one connection: whole, as text, and when the other side ended it. */
export interface Heard {
  text: string
  status: number
  afterMs: number
}

/** Sends bytes over a connection of their own and listens until the other side ends it, or for `listenMs` at most. */
export async function sendBytes(base: string, bytes: string | Buffer, listenMs = 3000): Promise<Heard> {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  const start = performance.now()
  const ended = closing(socket, (chunk) => chunks.push(chunk))
  socket.write(bytes)
  await Promise.race([ended, setTimeout(listenMs)])
  socket.destroy()
  const text = Buffer.concat(chunks).toString('utf8')
  return { text, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), afterMs: performance.now() - start }
}

/** Opens a connection that says `first` at once and one byte more every `everyMs`, until the other side ends it. Resolves with how long
 *  that took, in milliseconds. */
export async function drip(base: string, first: string, everyMs: number): Promise<number> {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  const start = performance.now()
  const timer = setInterval(() => socket.writable && socket.write('x'), everyMs)
  socket.write(first)
  await closing(socket, () => {})
  clearInterval(timer)
  return performance.now() - start
}

function closing(socket: Socket, hear: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve) => {
    socket.on('data', hear)
    // a connection that was cut is one that ended
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve())
  })
}

/** The bytes of one request. */
export function requestText(line: string, headers: string[] = ['Host: latchkey.test'], body = ''): string {
  return [line, ...headers, '', body].join('\r\n')
}
