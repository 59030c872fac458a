import { randomUUID } from 'node:crypto'
import { type Config, readConfig } from '../../src/config.ts'

/** Where a test keeps its data: a database of its own on the test server, or a file of its own. */
export function testDatabase(dataDir: string): Config {
  return readConfig({ DATA_DIR: dataDir, MONGODB_URI: freshUri() })
}

/** A database of its own on the test server; undefined where tests run on the embedded one. */
export function freshUri(): string | undefined {
  const server = process.env.MONGODB_TEST_URI
  if (!server) return undefined
  const uri = new URL(server)
  uri.pathname = `/latchkey-${randomUUID()}`
  return uri.href
}
