import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import type { SmtpServer } from '../deps.ts'
import { startDeadline } from './deadline.ts'
import type { ResolvedAddress } from './egress.ts'
import { connectRelay } from './relay-socket.ts'
import { serverName } from './trust.ts'

/** Whether the peer says something of its own accord within `ms` milliseconds. What it says stays to be read. */
export function speaksFirst(socket: Socket, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (spoke: boolean) => {
      clearTimeout(timer)
      socket.off('readable', heard).off('close', left)
      resolve(spoke)
    }
    const heard = () => end(socket.readableLength > 0)
    const left = () => end(false)
    const timer = setTimeout(left, ms)
    socket.on('readable', heard).on('close', left)
  })
}

/** Whether what the peer said first is how a mail server greets. */
export function greetsLikeMail(socket: Socket): boolean {
  const start: unknown = socket.read()
  return Buffer.isBuffer(start) && /^(?:220|421|554)[ -]/.test(start.toString('latin1'))
}

/** Whether a port that stays silent answers a TLS handshake, on a connection of its own, within `ms` milliseconds. */
export async function speaksTls(addresses: ResolvedAddress[], server: SmtpServer, ms: number): Promise<boolean> {
  const deadline = startDeadline(ms)
  let socket: Socket | undefined
  try {
    socket = await deadline.race(connectRelay(addresses, server.port, ms))
    const channel = connect({ socket, ...serverName(server.host), rejectUnauthorized: false })
    return await deadline.race(
      new Promise<boolean>((resolve) => {
        channel.once('secureConnect', () => resolve(true)).on('error', () => resolve(false))
        channel.once('close', () => resolve(false))
      }),
    )
  } catch {
    return false
  } finally {
    deadline.clear()
    socket?.destroy()
  }
}
