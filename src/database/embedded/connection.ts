import mongoose from 'mongoose'
import { createNamed } from './client.ts'
import { unsupported } from './errors.ts'

/** The scheme of the addresses this driver opens: latchkey-embedded:///absolute/path/latchkey.db */
export const SCHEME = 'latchkey-embedded://'

type Native = new (...given: unknown[]) => mongoose.Connection
interface NativeDriver {
  Connection: Native
  Collection: unknown
  BulkWriteResult: unknown
}
interface Internals {
  client: unknown
  db: unknown
  name: string
  host: string
  readyState: number
  _connectionString: string
  _closeCalled: boolean
  config: Record<string, unknown>
  onOpen(): void
}

/** The driver for mongoose.setDriver. It borrows the queueing of mongoose's own driver and opens a file instead of sockets. */
export function createDriver(): object {
  const native = (mongoose as unknown as { driver: { get(): NativeDriver } }).driver.get()

  class EmbeddedConnection extends native.Connection {
    async createClient(uri: string, options: Record<string, unknown> = {}): Promise<this> {
      if (!uri.startsWith(SCHEME)) throw unsupported(`addresses other than ${SCHEME}/…`)
      const self = this as unknown as Internals
      for (const name of ['autoIndex', 'autoCreate', 'bufferCommands', 'bufferTimeoutMS', 'sanitizeFilter']) {
        if (options[name] !== undefined) self.config[name] = options[name]
      }
      self.readyState = mongoose.ConnectionStates.connecting
      self._connectionString = uri
      const client = createNamed(decodeURIComponent(uri.slice(SCHEME.length)))
      self.client = client
      self.db = client.db()
      self.host = 'embedded'
      self.name = 'latchkey'
      self._closeCalled = false
      self.onOpen()
      return this
    }

    override useDb(): never {
      throw unsupported('useDb()')
    }

    override setClient(): never {
      throw unsupported('setClient()')
    }
  }
  return { Connection: EmbeddedConnection, Collection: native.Collection, BulkWriteResult: native.BulkWriteResult }
}
