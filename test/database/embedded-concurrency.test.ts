import { expect, test } from 'vitest'
import { rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const times = <T>(n: number, work: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => work(i))

test('of 200 conditional updates at once exactly one wins', async () => {
  const tokens = rawCollection()
  await tokens.createIndex({ digest: 1 }, { unique: true })
  await tokens.insertOne({ digest: 'd', usedBy: null })
  const claims = await Promise.all(
    times(200, (n) => tokens.updateOne({ digest: 'd', usedBy: null }, { $set: { usedBy: n } })),
  )
  expect(claims.filter(({ modifiedCount }) => modifiedCount === 1)).toHaveLength(1)
})

test('500 increments at once all count', async () => {
  const counters = rawCollection()
  await counters.insertOne({ _id: 1, n: 0 } as never)
  const seen = await Promise.all(
    times(500, () => counters.findOneAndUpdate({ _id: 1 } as never, { $inc: { n: 1 } }, { returnDocument: 'after' })),
  )
  expect(new Set(seen.map((doc) => doc?.n)).size).toBe(500)
  expect(await counters.findOne({})).toEqual({ _id: 1, n: 500 })
})

test('of 100 inserts of one unique value at once one stays, and the others around them all do', async () => {
  const people = rawCollection()
  await people.createIndex({ email: 1 }, { unique: true })
  const results = await Promise.allSettled(
    times(200, (n) => people.insertOne({ email: n % 2 === 0 ? 'same' : `own ${n}` })),
  )
  const failed = results.filter((result) => result.status === 'rejected')
  expect(failed).toHaveLength(99)
  expect(failed.every(({ reason }) => (reason as { code: number }).code === 11000)).toBe(true)
  expect(await people.countDocuments()).toBe(101)
})

test('of 50 upserts of one key at once one inserts', async () => {
  const things = rawCollection()
  await things.createIndex({ key: 1 }, { unique: true })
  const answers = await Promise.all(
    times(50, () => things.updateOne({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true })),
  )
  expect(answers.filter(({ upsertedCount }) => upsertedCount === 1)).toHaveLength(1)
  expect(await things.findOne({}, { projection: { _id: 0 } })).toEqual({ key: 'k', n: 50 })
})

test('a long scan lets other work through', async () => {
  const things = rawCollection()
  await things.insertMany(times(20_000, (n) => ({ n, text: 'some words to read' })))
  let turns = 0
  let scanning = true
  const ticker = function tick(): void {
    turns += 1
    if (scanning) setImmediate(tick)
  }
  ticker()
  await things.find({ missing: 1 }).toArray()
  scanning = false
  expect(turns).toBeGreaterThan(3)
})
