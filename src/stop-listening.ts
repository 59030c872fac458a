import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as SocketServer } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { connectionsOf } from './listen.ts'

/** A little longer than a connection may rest between two requests, see `listen`. */
const restMs = 6500
const quietMs = 0.1
const mostQuietWaitMs = 1000

/** Ends a listener without losing a request that was taken. For `noticeMs`, in which others see that readiness dropped, and until
 *  the connections of before are gone, it serves as ever, but every answer ends its connection. One at rest is not closed before
 *  its time: a request may be on its way. Then nobody is let in any more and answers under way finish; what is left after
 *  `graceMs` is cut. Never throws. Source: RFC 9112, sections 9.5 and 9.6. */
export async function stopListening(server: Server, { noticeMs = 0, graceMs = 0 } = {}): Promise<void> {
  const pause = (ms: number) => setTimeout(ms, undefined, { ref: false })
  const over = pause(graceMs)
  const open = connectionsOf(server)
  server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'))
  for (const answer of open.values()) if (answer?.headersSent === false) answer.setHeader('Connection', 'close')
  const before = [...open.keys()]
  const gone = Promise.all(before.map((socket) => once(socket, 'close')))
  await Promise.race([Promise.all([pause(noticeMs), gone]), pause(restMs), over])
  for (const socket of before) if (socket.bytesRead === 0) socket.destroy()
  const goOn = holdRequests(server)
  await quietMoment(server)
  const closed = new Promise<void>((resolve) => closeDoor(server, resolve))
  goOn()
  await Promise.race([closed, over])
  server.closeAllConnections()
  await closed
}

/** Takes requests without working on them, until told to go on with them and with all that come. */
function holdRequests(server: Server): () => void {
  const held: unknown[][] = []
  const usual = server.listeners('request') as ((...request: unknown[]) => void)[]
  server.removeAllListeners('request')
  server.on('request', (...request) => held.push(request))
  return () => {
    server.removeAllListeners('request')
    for (const listener of usual) server.on('request', listener)
    for (const request of held) server.emit('request', ...request)
  }
}

/** Ends right after a short turn of the event loop that found nobody at the door: who waits there when it closes is reset. A turn
 *  lets in one. Gives up after a second. */
async function quietMoment(server: Server): Promise<void> {
  let came = 0
  server.on('connection', () => came++)
  for (const began = performance.now(); performance.now() - began < mostQuietWaitMs; ) {
    const [turnAt, before] = [performance.now(), came]
    await setImmediate()
    if (came === before && performance.now() - turnAt < quietMs) return
  }
}

/** Lets nobody in any more. The close of an HTTP server would also end connections at rest. */
function closeDoor(server: Server, done: () => void): void {
  SocketServer.prototype.close.call(server, done)
}
