import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { createIndexes } from '../../src/database/indexes.ts'
import { testDatabase } from './test-database.ts'

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
