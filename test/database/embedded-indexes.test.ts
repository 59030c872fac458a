import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { sweepExpired } from '../../src/database/embedded/open.ts'
import { type Doc, rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo

test('a value that is taken is the error every mongoose user knows', async () => {
  const people = rawCollection()
  await people.createIndex({ email: 1, realm: -1 }, { unique: true })
  await people.insertOne({ email: 'a', realm: 1 })
  const error = await people.insertOne({ email: 'a', realm: 1 }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(MongoServerError)
  expect(error).toMatchObject({ code: 11000, keyPattern: { email: 1, realm: -1 }, keyValue: { email: 'a', realm: 1 } })
  expect((error as Error).message).toBe(
    `E11000 duplicate key error collection: ${people.namespace} index: email_1_realm_-1 dup key: { email: "a", realm: 1 }`,
  )
  expect(await people.countDocuments()).toBe(1)
})

test('an update, an upsert and a replacement into a taken value are refused and change nothing', async () => {
  const people = rawCollection()
  await people.createIndex({ email: 1 }, { unique: true })
  await people.insertMany([
    { _id: 1, email: 'a' },
    { _id: 2, email: 'b' },
  ] as never)
  const taken = { code: 11000 }
  await expect(people.updateOne({ _id: 2 } as never, { $set: { email: 'a' } })).rejects.toMatchObject(taken)
  await expect(people.replaceOne({ _id: 2 } as never, { email: 'a' })).rejects.toMatchObject(taken)
  await expect(people.updateOne({ _id: 3 } as never, { $set: { email: 'a' } }, { upsert: true })).rejects.toMatchObject(
    taken,
  )
  await expect(people.findOneAndUpdate({ _id: 2 } as never, { $set: { email: 'a' } })).rejects.toMatchObject(taken)
  expect(await people.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, email: 'a' },
    { _id: 2, email: 'b' },
  ])
  expect(await people.find({ email: 'b' }).toArray()).toHaveLength(1)
})

test('a unique index counts a missing value once, unless it is sparse or partial', async () => {
  const plain = rawCollection()
  await plain.createIndex({ code: 1 }, { unique: true })
  await plain.insertOne({ a: 1 })
  await expect(plain.insertOne({ a: 2 })).rejects.toMatchObject({ code: 11000, keyValue: { code: null } })
  for (const options of [{ sparse: true }, { partialFilterExpression: { code: { $type: 'string' } } }]) {
    const people = rawCollection()
    await people.createIndex({ code: 1 }, { unique: true, ...options })
    await people.insertMany([{ a: 1 }, { a: 2 }, { code: 'x' }])
    await expect(people.insertOne({ code: 'x' })).rejects.toMatchObject({ code: 11000 })
    expect(await people.countDocuments({ code: null })).toBe(2)
    expect(await people.countDocuments({ code: 'x' })).toBe(1)
  }
})

test('a document enters and leaves a partial index as it changes', async () => {
  const jobs = rawCollection()
  await jobs.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { state: 'open' } })
  await jobs.insertMany([
    { _id: 1, key: 'k', state: 'open' },
    { _id: 2, key: 'k', state: 'done' },
  ] as never)
  await expect(jobs.updateOne({ _id: 2 } as never, { $set: { state: 'open' } })).rejects.toMatchObject({ code: 11000 })
  await jobs.updateOne({ _id: 1 } as never, { $set: { state: 'done' } })
  await jobs.updateOne({ _id: 2 } as never, { $set: { state: 'open' } })
  expect((await jobs.find({ key: 'k', state: 'open' }).toArray()).map(({ _id }) => _id)).toEqual([2])
})

test('the items of an array are each unique, but may repeat within one document', async () => {
  const things = rawCollection()
  await things.createIndex({ tags: 1 }, { unique: true })
  await things.insertOne({ tags: ['a', 'a', 'b'] })
  await expect(things.insertOne({ tags: ['c', 'b'] })).rejects.toMatchObject({ code: 11000 })
  await things.insertOne({ tags: ['c'] })
  expect(await things.countDocuments({ tags: { $in: ['a', 'b', 'c'] } })).toBe(2)
})

test('arrays side by side in one index are refused as in MongoDB', async () => {
  const things = rawCollection()
  await things.createIndex({ a: 1, b: 1 })
  await expect(things.insertOne({ a: [1, 2], b: [3, 4] })).rejects.toMatchObject({ code: 171 })
})

test('an index over documents that break it is not made', async () => {
  const things = rawCollection()
  await things.insertMany([{ a: 1 }, { a: 1 }])
  await expect(things.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 })
  expect(await things.indexes()).toHaveLength(1)
  expect(await things.createIndex({ a: 1 })).toBe('a_1')
  expect(await things.countDocuments({ a: 1 })).toBe(2)
})

test('indexes are listed, found again, and dropped', async () => {
  const things = rawCollection()
  await things.createIndexes([
    { key: { a: 1, b: -1 }, name: 'both' },
    { key: { at: 1 }, expireAfterSeconds: 5 },
  ])
  await things.createIndex({ c: 1 }, { unique: true, sparse: true })
  expect(await things.listIndexes().toArray()).toEqual([
    { v: 2, key: { _id: 1 }, name: '_id_' },
    { v: 2, key: { a: 1, b: -1 }, name: 'both' },
    { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 5 },
    { v: 2, key: { c: 1 }, name: 'c_1', unique: true, sparse: true },
  ])
  expect(await things.createIndex({ a: 1, b: -1 }, { name: 'both' })).toBe('both')
  await expect(things.createIndex({ c: 1 })).rejects.toMatchObject({ code: 86 })
  await things.dropIndex('both')
  await expect(things.dropIndex('both')).rejects.toMatchObject({ code: 27 })
  await expect(things.dropIndex('_id_')).rejects.toMatchObject({ code: 72 })
  await things.dropIndexes()
  expect(await things.indexes()).toHaveLength(1)
})

test('expired documents go at the time of the sweep, and only those', async () => {
  const things = rawCollection()
  await things.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
  const now = new Date('2030-01-01T00:01:00Z')
  const at = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  await things.insertMany([
    { n: 1, at: at(61) },
    { n: 2, at: at(60) },
    { n: 3, at: at(59) },
    { n: 4, at: 'never' },
    { n: 5 },
    { n: 6, at: [at(10), at(90)] },
  ])
  expect(await sweepExpired(mongoose, now)).toBe(3)
  expect((await things.find().sort({ n: 1 }).toArray()).map(({ n }) => n)).toEqual([3, 4, 5])
  await things.drop()
})

test('an ordered bulk stops at its first failure, an unordered one goes on', async () => {
  for (const ordered of [true, false]) {
    const things = rawCollection()
    await things.createIndex({ a: 1 }, { unique: true })
    const docs: Doc[] = [{ a: 1 }, { a: 1 }, { a: 2 }]
    const error = await things.insertMany(docs, { ordered }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(MongoBulkWriteError)
    expect(error).toMatchObject({ code: 11000, insertedCount: ordered ? 1 : 2 })
    expect((error as { writeErrors: { index: number }[] }).writeErrors.map(({ index }) => index)).toEqual([1])
    expect(await things.countDocuments()).toBe(ordered ? 1 : 2)
  }
})

test('a bulk of every kind of write counts what it did', async () => {
  const things = rawCollection()
  const result = await things.bulkWrite([
    { insertOne: { document: { _id: 1, n: 1 } } },
    { insertOne: { document: { _id: 2, n: 1 } } },
    { updateOne: { filter: { _id: 1 }, update: { $set: { n: 2 } } } },
    { updateMany: { filter: { n: { $gt: 0 } }, update: { $inc: { n: 1 } } } },
    { replaceOne: { filter: { _id: 3 }, replacement: { n: 9 }, upsert: true } },
    { deleteOne: { filter: { _id: 1 } } },
    { deleteMany: { filter: { n: 2 } } },
  ] as never)
  expect(result).toMatchObject({
    insertedCount: 2,
    matchedCount: 3,
    modifiedCount: 3,
    upsertedCount: 1,
    upsertedIds: { 4: 3 },
    deletedCount: 2,
  })
  expect(await things.find().toArray()).toEqual([{ _id: 3, n: 9 }])
})
