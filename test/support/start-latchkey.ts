import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { createAdminDoor } from '../../src/admin-door.ts'
import { contents } from '../../src/api/contents.ts'
import { Background } from '../../src/background.ts'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { createIndexes } from '../../src/database/indexes.ts'
import type { Deps } from '../../src/deps.ts'
import { listen, portOf } from '../../src/listen.ts'
import { createLog } from '../../src/log.ts'
import { keepRefreshToken } from '../../src/organization/mail-settings.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { issueSetupLink } from '../../src/setup/link.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { addWork } from '../../src/work.ts'
import { Browser } from './browser.ts'
import { watchAnswers } from './documented-answers.ts'
import { TestClock } from './test-clock.ts'
import { testDatabase } from './test-database.ts'

/** The whole product in this process, on a fresh database: only the clock is replaced. Mail goes over SMTP to whatever relay the
 *  test configures. */
export interface Latchkey {
  deps: Deps
  clock: TestClock
  logLines: string[]
  publicUrl: string
  adminUrl: string
  /** A fresh browser at the public door. */
  visitor(): Browser
  /** A fresh browser at the admin door. */
  console(): Browser
  setupSecret(): Promise<string>
  /** Answers of the API that were not as its document says. */
  brokenPromises: string[]
}

/** Starts the product on a fresh database; `close` stops it and takes the data away. */
export async function startLatchkey(): Promise<Latchkey & { close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-'))
  const clock = new TestClock()
  const logLines: string[] = []
  const log = createLog(
    'debug',
    (line) => logLines.push(line),
    () => clock.now(),
  )
  const publicDoor = { host: '127.0.0.1', port: 0, origin: 'http://latchkey.test' }
  const adminDoor = { host: '127.0.0.1', port: 0, origin: 'http://console.latchkey.test' }
  const config = {
    ...testDatabase(dataDir),
    secrets: ['a secret that only this test knows: 0123456789'],
    publicDoor,
    adminDoor,
  }
  const transport = createSmtpTransport({ keepRefreshToken: (change) => keepRefreshToken(config, change) })
  const deps: Deps = { config, clock, log, transport, background: new Background(log) }
  await connectDatabase(config)
  await createIndexes()
  addWork(deps)
  const doors = await Promise.all([
    listen(createPublicDoor(deps), publicDoor),
    listen(createAdminDoor(deps), adminDoor),
  ])
  const brokenPromises = watchAnswers(doors[1], contents(deps))
  const [publicUrl = '', adminUrl = ''] = doors.map((door) => `http://127.0.0.1:${portOf(door)}`)
  return {
    deps,
    clock,
    logLines,
    publicUrl,
    adminUrl,
    visitor: () => new Browser(publicUrl, publicDoor.origin),
    console: () => new Browser(adminUrl, adminDoor.origin),
    setupSecret: () => issueSetupLink(undefined),
    brokenPromises,
    close: async () => {
      await Promise.all(doors.map((door) => stopListening(door)))
      await deps.background.stop()
      if (process.env.MONGODB_TEST_URI) await mongoose.connection.dropDatabase()
      await disconnectDatabase()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
