import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

/** Slow clients are cut. Source: OWASP Denial of Service Cheat Sheet; Node's own defaults are 60 s and 300 s. */
const patience = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 }

/** Opens a listener for a door and resolves once it answers. Throws one sentence where the address is taken. */
export function listen(app: Express, at: { host: string; port: number }): Promise<Server> {
  const server = createServer(patience, app)
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

/** Takes no new connections, lets answers under way finish, and resolves when all are gone or after `graceMs`. */
export function stopListening(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
