import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type MongodbServer, mongodbCommand, mongodbServer } from '../faults/mongodb.ts'
import { expectPage } from '../web/armour.ts'
import { eventually, freePort, type Running, run } from './running.ts'

const program = mongodbCommand()[0] ?? ''
const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program))
const isThere = [program, ...places].some((place) => place.includes('/') && existsSync(place))

describe.skipIf(!isThere)(`a database that is away (needs ${program}, see FAULTS_MONGODB_COMMAND)`, () => {
  let folder: string
  let database: MongodbServer
  let one: Running

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-away-'))
    database = mongodbServer(folder, await freePort())
    const [PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())]
    const data = { DATA_DIR: join(folder, 'data'), MONGODB_URI: database.uri }
    one = run({ HOST: '127.0.0.1', PORT, ADMIN_PORT, ...data })
  })
  afterEach(async () => {
    one.child.kill('SIGKILL')
    await Promise.all([one.ended, database.process.stop('SIGKILL')])
    await rm(folder, { recursive: true, force: true })
  })

  test('C11: at start the process lives, says why it is not ready, and serves soon after the database came', async () => {
    await one.says(/database-away/)
    await expectAway()
    database.process.start()
    await database.process.whenReady()
    await eventually(isReady, 10_000)
    expect((await one.visitor().open('/sign-in')).status).toBe(200)
    expect(one.child.exitCode).toBeNull()
  }, 60_000)

  test.each(['frozen', 'killed'] as const)(
    'C12: %s in mid-request, pages say 503 with Retry-After, none hangs, and all is well again without a restart',
    async (what) => {
      database.process.start()
      await eventually(isReady, 30_000)
      const asked = Array.from({ length: 8 }, () => one.visitor().send('GET', '/sign-in'))
      if (what === 'frozen') database.process.freeze()
      else database.process.kill()
      for (const { status } of await Promise.all(asked)) expect([200, 503]).toContain(status)
      if (what === 'frozen') await expectAway()
      if (what === 'frozen') database.process.thaw()
      await eventually(isReady, 20_000)
      expect((await one.visitor().open('/sign-in')).status).toBe(200)
      expect(one.child.exitCode).toBeNull()
    },
    60_000,
  )

  /** Live and not ready, with the reason; a page says 503 within five seconds, which the client's own patience checks. */
  async function expectAway(): Promise<void> {
    const visitor = one.visitor()
    const [live, ready] = [await visitor.send('GET', '/health/live'), await visitor.send('GET', '/health/ready')]
    expect([live.status, ready.status]).toEqual([200, 503])
    expect(ready.body).toContain('The database does not answer.')
    expect(ready.body).not.toContain('127.0.0.1')
    const page = await within(5000, visitor.send('GET', '/sign-in'))
    expect([page.status, page.header('retry-after')]).toEqual([503, '5'])
    expectPage(page)
  }

  async function isReady(): Promise<true | undefined> {
    const answer = await one
      .visitor()
      .send('GET', '/health/ready')
      .catch(() => undefined)
    return answer?.status === 200 || undefined
  }
})

function within<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer> {
  const tooLate = once(AbortSignal.timeout(ms), 'abort').then(() => {
    throw new Error(`No answer within ${ms} ms`)
  })
  return Promise.race([answer, tooLate])
}
