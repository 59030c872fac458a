import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import mongoose from 'mongoose'
import { beforeEach, expect, test } from 'vitest'
import { createIndexes } from '../../src/database/indexes.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import { type Step, steps } from '../../src/database/migrations/steps.ts'
import { useDatabase } from '../support/database.ts'
import { freshUri } from '../support/test-database.ts'
import '../../src/users/model.ts'

useDatabase()

const now = new Date('2026-11-23T12:00:00Z')
const records = () => mongoose.connection.collection('migrations').find().sort({ _id: 1 }).toArray()
const things = () => mongoose.connection.collection<{ _id: number; words: string }>('things')

beforeEach(async () => {
  await mongoose.connection.collection('migrations').deleteMany({})
  await things().deleteMany({})
})

test('fresh data gets every version recorded, once', async () => {
  expect(await migrate(now)).toEqual(steps.map(({ version }) => version))
  expect(await migrate(now)).toEqual([])
  expect(await records()).toEqual(steps.map(({ version, name }) => ({ _id: version, name, appliedAt: now })))
})

test('steps are numbered from one without gaps', () => {
  expect(steps.map(({ version }) => version)).toEqual(steps.map((_, at) => at + 1))
})

test('steps run in order, and only those that are not recorded', async () => {
  const ran: number[] = []
  const step = (version: number): Step => ({
    version,
    name: `step ${version}`,
    run: async () => void ran.push(version),
  })
  await migrate(now, [step(1)])
  await migrate(now, [step(1), step(2), step(3)])
  expect(ran).toEqual([1, 2, 3])
})

test('side by side each step is recorded once and the data is the same', async () => {
  await things().insertMany(Array.from({ length: 50 }, (_, _id) => ({ _id, words: 'old' })))
  const rewrite: Step = {
    version: 1,
    name: 'rewrite',
    run: async () => void (await things().updateMany({ words: 'old' }, { $set: { words: 'new' } })),
  }
  const recorded = await Promise.all(Array.from({ length: 8 }, () => migrate(now, [rewrite])))
  expect(recorded.flat()).toEqual([1])
  expect(await things().countDocuments({ words: 'new' })).toBe(50)
})

test('a step that fails is not recorded and runs again', async () => {
  let tries = 0
  const shaky: Step = {
    version: 1,
    name: 'shaky',
    run: async () => {
      tries += 1
      if (tries === 1) throw new Error('power cut')
    },
  }
  await expect(migrate(now, [shaky])).rejects.toThrow('power cut')
  expect(await records()).toEqual([])
  expect(await migrate(now, [shaky])).toEqual([1])
})

test('indexes may be created twice and side by side, and none is dropped', async () => {
  const users = mongoose.connection.collection('users')
  await users.createIndex({ givenName: 1 })
  await Promise.all([createIndexes(), createIndexes(), createIndexes()])
  const names = (await users.indexes()).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['_id_', 'usernameKey_1', 'emailKey_1', 'proof.digest_1', 'givenName_1']),
  )
  expect(new Set(names).size).toBe(names.length)
})

test('an index that means something else by now stops the start with an error', async () => {
  const users = mongoose.connection.collection('users')
  await users.dropIndex('usernameKey_1')
  await users.createIndex({ usernameKey: 1 })
  await expect(createIndexes()).rejects.toMatchObject({ code: 86 })
  await users.dropIndex('usernameKey_1')
  await createIndexes()
})

test.skipIf(!process.env.MONGODB_TEST_URI)(
  'two processes may prepare the same fresh MongoDB at the same moment',
  { timeout: 60_000 },
  async () => {
    const uri = freshUri() ?? ''
    const said = await Promise.all([prepare(uri), prepare(uri)])
    expect(said.map(({ fault }) => fault)).toEqual([undefined, undefined])
    expect(said.flatMap(({ recorded }) => recorded).sort()).toEqual(steps.map(({ version }) => version))
    expect(said[0]?.indexes).toEqual(said[1]?.indexes)
    await mongoose.connection.getClient().db(new URL(uri).pathname.slice(1)).dropDatabase()
  },
)

interface Said {
  recorded: number[]
  indexes: string[]
  fault?: string
}

async function prepare(uri: string): Promise<Said> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'migrations-process.ts'), uri])
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Said
  throw new Error('the process said nothing')
}
