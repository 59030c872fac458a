import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Express } from 'express'
import { refuseUnreadable } from './web/refuse-unreadable.ts'

/** Slow clients are cut. Source: OWASP Denial of Service Cheat Sheet; Node's own defaults are 60 s and 300 s. */
const patience = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 }

/** How long a connection rests between two requests. Node tells clients whole seconds, here 5: the rest is for a request already
 *  on its way when they are over. Source: RFC 9112, section 9.5. */
const keepAliveMs = 5_999

/** More open connections than this are not taken: their memory and files have a bound. Source: OWASP ASVS 13.2.6. */
const mostConnections = 10_000

/** The open connections of each listener, with the newest answer of each. */
const connections = new WeakMap<Server, Map<Socket, ServerResponse | undefined>>()

/** Opens a listener for a door and resolves once it answers. Throws one sentence where the address is taken. Whatever comes is answered
 *  by the door, or, where nobody can read it, in its manner: never by Node's own bare words. */
export function listen(app: Express, at: { host: string; port: number; origin?: string }): Promise<Server> {
  const server = createServer({ ...patience, keepAliveTimeout: keepAliveMs, requireHostHeader: false })
  const open = follow(server)
  connections.set(server, open)
  server.maxConnections = mostConnections
  server.on('request', app)
  server.on('checkExpectation', (...request) => server.emit('request', ...request))
  const https = at.origin?.startsWith('https:') ?? false
  server.on('clientError', (error, socket: Socket) =>
    refuseUnreadable(error, socket, { https, answering: open.get(socket) }),
  )
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`Cannot listen on ${at.host}:${at.port}: ${cause.message}`, { cause })),
    )
    server.listen(at.port, at.host, () => resolve(server))
  })
}

/** The port a listener really has, also where it was asked for any free one. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** The open connections of a listener, each with its newest answer, undefined before the first. */
export function connectionsOf(server: Server): ReadonlyMap<Socket, ServerResponse | undefined> {
  return connections.get(server) ?? new Map()
}

function follow(server: Server): Map<Socket, ServerResponse | undefined> {
  const open = new Map<Socket, ServerResponse | undefined>()
  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined)
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', ({ socket }, res) => open.set(socket, res))
  return open
}
