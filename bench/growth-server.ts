import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mongodbServer } from '../test/faults/mongodb.ts'

/** A server that speaks MongoDB's protocol: the one MONGODB_TEST_URI names, else one started by FAULTS_MONGODB_COMMAND, in which PORT
 *  and DATA stand for themselves; undefined where neither is set. `stop` ends it and removes its data where it was started here. */
export async function startServer(): Promise<{ uri: string; stop(): Promise<void> } | undefined> {
  const given = process.env.MONGODB_TEST_URI
  if (given) return { uri: given, stop: async () => {} }
  if (!process.env.FAULTS_MONGODB_COMMAND) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-growth-'))
  const server = mongodbServer(folder, await freePort())
  server.process.start()
  await server.process.whenReady()
  return {
    uri: server.uri,
    stop: async () => {
      await server.process.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
