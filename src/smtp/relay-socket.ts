import { connect, type Socket } from 'node:net'
import { startDeadline } from './deadline.ts'
import type { ResolvedAddress } from './egress.ts'

/** Opens a TCP connection to the first of the addresses that answers, in at most `ms` milliseconds. No name is looked up. */
export async function connectRelay(addresses: ResolvedAddress[], port: number, ms: number): Promise<Socket> {
  const deadline = startDeadline(ms)
  const socket = connect({
    // the name is never used: lookup hands out the addresses that were checked
    host: 'relay.invalid',
    port,
    autoSelectFamily: true,
    lookup: (_host, options, found) => {
      const first = addresses[0]
      if (options.all) found(null, addresses)
      else found(null, first?.address ?? '', first?.family)
    },
  })
  try {
    await deadline.race(opened(socket))
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    deadline.clear()
  }
}

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    // stays for good, so that a late error of a closed socket is nobody's crash
    socket.on('error', reject)
    socket.once('connect', resolve)
  })
}
