import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { createIndexes } from '../../src/database/indexes.ts'

/** Connects the models of a test file to a fresh database: a MongoDB where MONGODB_TEST_URI is set, else an embedded file. */
export function useDatabase(): void {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'latchkey-'))
    await connectDatabase(testDatabase(dataDir))
    await createIndexes()
  })
  afterAll(async () => {
    if (process.env.MONGODB_TEST_URI) await mongoose.connection.dropDatabase()
    await disconnectDatabase()
    await rm(dataDir, { recursive: true, force: true })
  })
}

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
