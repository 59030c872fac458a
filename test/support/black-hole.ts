import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

const program = `
const { createServer } = require('node:net')
const { parentPort } = require('node:worker_threads')
const server = createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port)
  // accepts nothing any more, so that the queue of connections fills up
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
`

/** Opens a port of this machine that swallows connections without a word, as a firewall does that drops packets. */
export async function openBlackHole(): Promise<{ port: number; close(): Promise<void> }> {
  const worker = new Worker(program, { eval: true })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  const fillers = await fill(port)
  return {
    port,
    async close() {
      for (const socket of fillers) socket.destroy()
      await worker.terminate()
    },
  }
}

async function fill(port: number): Promise<Socket[]> {
  const fillers: Socket[] = []
  for (let count = 0; count < 2; count++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    fillers.push(socket)
    await new Promise<void>((resolve) => socket.once('connect', resolve))
  }
  return fillers
}
