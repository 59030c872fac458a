import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import '../../src/start.ts'
import { closeEmbedded, openEmbedded } from '../../src/database/embedded/open.ts'
import { eventually, type Running, run } from '../process/running.ts'
import type { Browser } from '../support/browser.ts'
import { adminPassword } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { begin, command, type Env, newPlace, useFolder } from './command.ts'
import { firstRun, withCookiesOf } from './first-run.ts'

const SECRETS = 'first-secret-q8Yt2LwZ5vNc0RbX7mKd4JfH1sGp9AeU'
const onMongodb = process.env.MONGODB_TEST_URI !== undefined
const { EJSON } = mongoose.mongo.BSON

describe('a move', () => {
  const folder = useFolder()
  let relay: TestSmtpServer
  let home: Env
  /** The same installation, on MongoDB. */
  let there: Env
  let server: Running | undefined
  let member: Browser
  let mailed = ''

  beforeAll(async () => {
    relay = await startSmtpServer()
    const { MONGODB_URI = '', ...place } = await newPlace()
    home = { ...place, SECRETS }
    there = { ...home, MONGODB_URI }
    ;({ member, mailed } = await firstRun(await live(home), { relay }))
    await stop()
  }, 60_000)
  afterEach(stop)
  afterAll(async () => {
    await relay.close()
    if (onMongodb) await withDatabase(there, (connection) => connection.dropDatabase())
    await rm(home.DATA_DIR ?? '', { recursive: true, force: true })
  })

  async function live(env: Env): Promise<Running> {
    server = run(env)
    await server.says(/Console {2,}http.*\n/)
    return server
  }

  async function stop(): Promise<void> {
    server?.child.kill('SIGTERM')
    await server?.ended
    server = undefined
  }

  /** Who was signed in still is, and the mailed link opens. */
  async function expectAlive(one: Running): Promise<void> {
    expect((await withCookiesOf(member, one.visitor()).open('/my-account')).heading).toBe('My Account')
    expect((await one.visitor().open(mailed.replace(/:\d+\//, `:${home.PORT}/`))).heading).toBe('Choose a new password')
  }

  test('is refused while the server runs, to where everything is, and to nowhere', async () => {
    await live(home)
    const there = folder.path('never')
    const refused = await command(home, 'move', there)
    expect(refused.text).toMatch(/A server answers at .*\.\nNothing was changed\. Stop the server first/)
    const elsewhere = { ...home, ADMIN_PORT: '9' }
    expect((await command(elsewhere, 'move', there)).text).toMatch(/in use by another process\.\nNothing was changed/)
    await stop()
    expect((await command(home, 'move', home.DATA_DIR ?? '')).text).toContain('is where everything is')
    expect((await command(home, 'move', 'mongodb')).text).toContain('MONGODB_URI says which MongoDB; it is not set.')
    expect(readdirSync(there)).toEqual([])
  })

  test('into another directory leaves nothing out: sessions and links live on, and the log verifies', async () => {
    const copy = { ...home, DATA_DIR: folder.path('copy') }
    const said = await command(home, 'move', copy.DATA_DIR)
    expect(said.text).toMatch(/^Moved \d+ records to an embedded database\. Digest of both, equal: [0-9a-f]{64}\n/)
    expect(said.code).toBe(0)
    expect(readdirSync(copy.DATA_DIR)).toEqual(['latchkey.db'])
    const contents = await contentsOf(copy)
    expect(contents).toEqual(await contentsOf(home))
    for (const name of ['users', 'sessions', 'audit', 'settings', 'mails']) expect(contents[name]).not.toEqual([])
    expect(readdirSync(home.DATA_DIR ?? '').filter((name) => name.startsWith('.'))).toEqual([])
    await expectAlive(await live(copy))
    await stop()
    expect((await command(copy, 'audit', 'verify')).code).toBe(0)
  }, 40_000)

  test('to where something is already is refused', async () => {
    const said = await command(home, 'move', folder.path('copy'))
    expect(said.text).toBe('The database to move to is not empty. Nothing was changed.\n')
    expect(said.code).toBe(1)
  })

  test('stands in the audit log of both databases', async () => {
    for (const DATA_DIR of [home.DATA_DIR ?? '', folder.path('copy')]) {
      const one = await live({ ...home, DATA_DIR })
      const console = await one.console().open('/sign-in')
      await console.submit('Sign in', { identifier: 'admin', password: adminPassword })
      await console.open('/audit?action=data.move-begun')
      expect(console.text).toMatch(/Move to another database begun ?to an embedded database/)
      await stop()
    }
  }, 40_000)

  test.runIf(onMongodb)(
    'killed while it fills MongoDB leaves nothing that starts, until it is moved again',
    async () => {
      const killed = begin(there, 'move', 'mongodb')
      await withDatabase(there, ({ db }) =>
        eventually(async () => (await db?.collection('restoring').findOne({})) ?? undefined, 20_000),
      )
      killed.kill('SIGKILL')
      await once(killed, 'close')
      const started = run(there)
      expect(await started.ended).toBe(1)
      expect(started.output()).toMatch(/Latchkey cannot start\. The database holds only a part/)
      for (const name of readdirSync(home.DATA_DIR ?? '').filter((one) => one.startsWith('.moving-')))
        await rm(join(home.DATA_DIR ?? '', name), { recursive: true })
    },
    40_000,
  )

  test.runIf(onMongodb)(
    'to MongoDB and back carries equal contents, and what was open stays open',
    async () => {
      const away = await command(there, 'move', 'mongodb')
      expect(away.text).toMatch(/^Moved \d+ records to MongoDB\. Digest of both, equal: [0-9a-f]{64}\n/)
      expect(away.code).toBe(0)
      expect(await contentsOf(there)).toEqual(await contentsOf(home))
      await expectAlive(await live(there))
      await stop()
      const full = await command(there, 'move', 'mongodb')
      expect(full.text).toBe('The database to move to is not empty. Nothing was changed.\n')
      const back = { ...home, DATA_DIR: folder.path('back') }
      expect((await command(there, 'move', back.DATA_DIR)).code).toBe(0)
      expect(await contentsOf(back)).toEqual(await contentsOf(there))
      await expectAlive(await live(back))
      await stop()
      expect((await command(back, 'audit', 'verify')).code).toBe(0)
    },
    90_000,
  )
})

/** Every document of a database that no server works on, as text that keeps every type, by its collection. */
function contentsOf(env: Env): Promise<Record<string, string[]>> {
  return withDatabase(env, async (connection) => {
    const contents: Record<string, string[]> = {}
    for (const { collection } of Object.values(mongoose.models)) {
      const name = collection.collectionName
      const docs = await connection.collection(name).find({}, { promoteValues: false }).toArray()
      contents[name] = docs.map((doc) => EJSON.stringify(doc, { relaxed: false })).sort()
    }
    return contents
  })
}

/** Looks into a database beside the product. */
async function withDatabase<Seen>(
  { MONGODB_URI, DATA_DIR = '' }: Env,
  look: (connection: mongoose.Connection) => Promise<Seen>,
): Promise<Seen> {
  const own = new mongoose.Mongoose()
  if (MONGODB_URI) await own.connect(MONGODB_URI)
  else await openEmbedded(own, join(DATA_DIR, 'latchkey.db'))
  try {
    return await look(own.connection)
  } finally {
    await (MONGODB_URI ? own.disconnect() : closeEmbedded(own))
  }
}
