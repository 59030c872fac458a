import { beforeAll, expect, test } from 'vitest'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { makeKey } from '../api-keys/keys.ts'
import { basic } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator } from '../support/people.ts'
import { scrape, typesIn } from './scrape.ts'

const latchkey = useLatchkey()
let shown: string

beforeAll(async () => {
  await becomeAdministrator(latchkey)
  const { key } = await makeKey(latchkey, ['metrics:read'])
  shown = `Bearer ${key}`
})

const ofHouse = /^latchkey_(mail|password_reset|sign_ins_total)/

async function whileAway(look: () => Promise<void>): Promise<void> {
  await disconnectDatabase()
  try {
    await look()
  } finally {
    await connectDatabase(latchkey.deps.config)
  }
}

test('while the database is away, who was let in before reads the figures of the process', async () => {
  const before = typesIn((await scrape(latchkey, shown)).body)
  await whileAway(async () => {
    const answer = await scrape(latchkey, shown)
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('\nlatchkey_database_up 0\n')
    const left = [...before.keys()].filter((name) => !ofHouse.test(name))
    expect([...typesIn(answer.body).keys()]).toEqual(left)
  })
  expect((await scrape(latchkey, shown)).body).toContain('\nlatchkey_database_up 1\n')
})

test('all others are told to come again, and so is who was let in more than an hour ago', async () => {
  await scrape(latchkey, shown)
  await whileAway(async () => {
    for (const other of [basic(), basic('admin', 'wrong'), `${shown}x`]) {
      const answer = await scrape(latchkey, other)
      expect([answer.status, answer.header('retry-after')]).toEqual([503, '5'])
      expect(answer.body).not.toContain('latchkey_')
    }
    latchkey.clock.advanceMinutes(61)
    expect((await scrape(latchkey, shown)).status).toBe(503)
  })
})
