import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { createAdminDoor } from '../../src/admin-door.ts'
import { Background } from '../../src/background.ts'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { createIndexes } from '../../src/database/indexes.ts'
import type { Deps } from '../../src/deps.ts'
import { listen, portOf, stopListening } from '../../src/listen.ts'
import { createLog } from '../../src/log.ts'
import { createSmtpTransport } from '../../src/mail/smtp.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { issueSetupLink } from '../../src/setup/link.ts'
import { addWork } from '../../src/work.ts'
import { Browser } from './browser.ts'
import { testDatabase } from './database.ts'
import { TestClock } from './test-clock.ts'

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
}

/** Starts the product before the tests of a file and stops it after them. */
export function useLatchkey(): Latchkey {
  const latchkey = {} as Latchkey
  let dataDir: string
  let doors: Server[] = []

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'latchkey-'))
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
    const deps: Deps = { config, clock, log, transport: createSmtpTransport(), background: new Background(log) }
    await connectDatabase(config)
    await createIndexes()
    addWork(deps)
    const [outside, inside] = await Promise.all([
      listen(createPublicDoor(deps), publicDoor),
      listen(createAdminDoor(deps), adminDoor),
    ])
    doors = [outside, inside]
    const publicUrl = `http://127.0.0.1:${portOf(outside)}`
    const adminUrl = `http://127.0.0.1:${portOf(inside)}`
    Object.assign(latchkey, {
      deps,
      clock,
      logLines,
      publicUrl,
      adminUrl,
      visitor: () => new Browser(publicUrl, publicDoor.origin),
      console: () => new Browser(adminUrl, adminDoor.origin),
      setupSecret: () => issueSetupLink(undefined),
    })
  })

  afterAll(async () => {
    await Promise.all(doors.map((door) => stopListening(door, 0)))
    await latchkey.deps.background.stop()
    if (process.env.MONGODB_TEST_URI) await mongoose.connection.dropDatabase()
    await disconnectDatabase()
    await rm(dataDir, { recursive: true, force: true })
  })

  return latchkey
}
