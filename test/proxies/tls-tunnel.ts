import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect as connectPlain, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'

const certificates = join(import.meta.dirname, '../support/certificates')

/** The certificate of every name behind a proxy under test. */
export const certificate = { cert: join(certificates, 'localhost.crt'), key: join(certificates, 'localhost.key') }

/** A way to a proxy. */
export interface Tunnel {
  /** Where to send HTTP without TLS. */
  url: string
  close(): Promise<void>
}

/** Lets what speaks plain HTTP reach the TLS port of a proxy, as a visitor who asked for this name and has this address. */
export async function tlsTunnel(to: { port: number; name: string; from: string }): Promise<Tunnel> {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect({
      socket: connectPlain({ host: '127.0.0.1', port: to.port, localAddress: to.from }),
      servername: to.name,
      ca: readFileSync(certificate.cert),
      checkServerIdentity: () => undefined,
    })
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
