import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { freshCollection, freshModel, onTestServer } from './conformance-support.ts'

useDatabase()

const { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } =
  mongoose.mongo
const { MongoBulkWriteError, MongoServerError } = mongoose.mongo
const id = new ObjectId('65f000000000000000000001')

test('a taken value is error 11000 with keyPattern, keyValue and the message drivers read', async () => {
  const things = freshCollection()
  await things.createIndex({ 'o.mail': 1, realm: -1 }, { unique: true })
  await things.insertOne({ _id: 1, o: { mail: 'a' }, realm: 1 })
  const taken = { _id: 2, o: { mail: 'a' }, realm: 1 }
  const keys = { code: 11000, keyPattern: { 'o.mail': 1, realm: -1 }, keyValue: { 'o.mail': 'a', realm: 1 } }
  const inserted = await things.insertOne({ ...taken }).catch((error: unknown) => error)
  expect(inserted).toBeInstanceOf(MongoServerError)
  expect(inserted).toMatchObject(keys)
  expect(String(inserted)).toContain(
    `E11000 duplicate key error collection: ${things.namespace} index: o.mail_1_realm_-1 dup key: { o.mail: "a", realm: 1 }`,
  )
  await things.insertOne({ _id: 2, o: { mail: 'b' }, realm: 1 })
  for (const act of [
    () => things.updateOne({ _id: 2 }, { $set: { 'o.mail': 'a' } }),
    () => things.replaceOne({ _id: 2 }, { o: { mail: 'a' }, realm: 1 }),
    () => things.findOneAndUpdate({ _id: 2 }, { $set: { 'o.mail': 'a' } }),
    () => things.updateOne({ _id: 3 }, { $set: { 'o.mail': 'a', realm: 1 } }, { upsert: true }),
  ]) {
    await expect(act()).rejects.toMatchObject(keys)
  }
  await expect(things.insertOne({ _id: 1 })).rejects.toMatchObject({
    code: 11000,
    keyPattern: { _id: 1 },
    keyValue: { _id: 1 },
  })
  expect(await things.countDocuments()).toBe(2)
})

test('a missing value is taken once, unless the index is sparse or partial', async () => {
  const plain = freshCollection()
  await plain.createIndex({ code: 1 }, { unique: true })
  await plain.insertOne({ _id: 1 })
  await expect(plain.insertOne({ _id: 2 })).rejects.toMatchObject({ code: 11000, keyValue: { code: null } })
  for (const options of [{ sparse: true }, { partialFilterExpression: { code: { $exists: true } } }]) {
    const things = freshCollection()
    await things.createIndex({ code: 1 }, { unique: true, ...options })
    await things.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3, code: 'x' }])
    await expect(things.insertOne({ _id: 4, code: 'x' })).rejects.toMatchObject({ code: 11000 })
  }
})

test('insertMany stops at the first failure when ordered, and goes on when not', async () => {
  for (const [ordered, kept] of [
    [true, [1]],
    [false, [1, 2]],
  ] as const) {
    const things = freshCollection()
    const docs = [{ _id: 1 }, { _id: 1 }, { _id: 2 }]
    const failure = (await things.insertMany(docs, { ordered }).catch((error: unknown) => error)) as InstanceType<
      typeof MongoBulkWriteError
    >
    expect(failure).toBeInstanceOf(MongoBulkWriteError)
    expect(failure.code).toBe(11000)
    expect([failure.writeErrors].flat().map(({ index, code }) => [index, code])).toEqual([[1, 11000]])
    expect(failure.result.insertedCount).toBe(kept.length)
    expect((await things.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual(kept)
  }
})

test('an upsert starts from what the filter pins, as MongoDB sees a filter', async () => {
  const things = freshCollection()
  const filter = { _id: 1, n: { $eq: 2 }, $and: [{ s: 'x' }], $or: [{ h: 'y' }], 'o.x': { $in: [5] }, g: { $gt: 1 } }
  const done = await things.updateOne(filter, { $setOnInsert: { q: 1 }, $inc: { n: 1 as never } }, { upsert: true })
  expect(done).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId: 1 })
  expect(await things.findOne({})).toEqual({ _id: 1, n: 3, s: 'x', h: 'y', o: { x: 5 }, q: 1 })
  const again = await things.updateOne({ _id: 1 }, { $setOnInsert: { q: 2 } }, { upsert: true })
  expect(again).toMatchObject({ matchedCount: 1, modifiedCount: 0, upsertedCount: 0, upsertedId: null })
})

test('an upsert keeps the number types of its filter', async () => {
  const things = freshCollection()
  await things.updateOne({ _id: 1, d: new Double(2), l: new Long(3) } as never, { $set: { n: 1 } }, { upsert: true })
  expect(await things.countDocuments({ d: { $type: 'double' }, l: { $type: 'long' }, n: { $type: 'int' } })).toBe(1)
})

test('an upsert refuses what contradicts itself', async () => {
  const things = freshCollection()
  const upsert = { upsert: true }
  await expect(things.updateOne({ _id: 1 }, { $set: { _id: 2 as never } }, upsert)).rejects.toMatchObject({ code: 66 })
  await expect(things.replaceOne({ _id: 1 }, { _id: 2 } as never, upsert)).rejects.toMatchObject({ code: 66 })
  await expect(things.updateOne({ $and: [{ n: 1 }, { n: 2 }] }, { $set: { q: 1 } }, upsert)).rejects.toMatchObject({
    code: 54,
  })
  expect(await things.countDocuments()).toBe(0)
})

test('findOneAnd… gives the document before or after, in order, with its metadata where asked', async () => {
  const things = freshCollection()
  await things.insertMany([
    { _id: 1, n: 2 },
    { _id: 2, n: 1 },
  ])
  const sort = { n: 1 } as const
  expect(await things.findOneAndUpdate({}, { $inc: { n: 5 as never } }, { sort })).toEqual({ _id: 2, n: 1 })
  expect(await things.findOneAndUpdate({}, { $inc: { n: 5 as never } }, { sort, returnDocument: 'after' })).toEqual({
    _id: 1,
    n: 7,
  })
  expect(await things.findOneAndReplace({ _id: 2 }, { m: 1 }, { returnDocument: 'after' })).toEqual({ _id: 2, m: 1 })
  expect(await things.findOneAndDelete({}, { sort: { _id: -1 }, projection: { m: 1, _id: 0 } })).toEqual({ m: 1 })
  expect(await things.findOneAndDelete({ _id: 9 })).toBeNull()
  const upserted = await things.findOneAndUpdate(
    { _id: 5 },
    { $set: { n: 1 } },
    { upsert: true, includeResultMetadata: true },
  )
  expect(upserted).toMatchObject({ value: null, lastErrorObject: { n: 1, updatedExisting: false, upserted: 5 } })
})

test('updateMany, deleteMany and updateOne say what they did', async () => {
  const things = freshCollection()
  await things.insertMany([
    { _id: 1, n: 1 },
    { _id: 2, n: 1 },
    { _id: 3, n: 2 },
  ])
  expect(await things.updateMany({ n: 1 }, { $set: { n: 1, m: 1 } })).toMatchObject({
    matchedCount: 2,
    modifiedCount: 2,
  })
  expect(await things.updateMany({ n: 1 }, { $set: { m: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 0 })
  expect(await things.deleteOne({ n: 9 })).toEqual({ acknowledged: true, deletedCount: 0 })
  expect(await things.deleteMany({ n: 1 })).toEqual({ acknowledged: true, deletedCount: 2 })
  await expect(things.updateOne({}, { n: 1 } as never)).rejects.toThrow('atomic operators')
  await expect(things.replaceOne({}, { $set: { n: 1 } } as never)).rejects.toThrow('atomic operators')
})

test('bulkWrite carries out all its kinds and stops at a failure when ordered', async () => {
  const things = freshCollection()
  const done = await things.bulkWrite([
    { insertOne: { document: { _id: 1, n: 1 } } },
    { updateOne: { filter: { _id: 2 }, update: { $set: { n: 1 } }, upsert: true } },
    { updateMany: { filter: { n: 1 }, update: { $inc: { n: 1 as never } } } },
    { replaceOne: { filter: { _id: 2 }, replacement: { m: 1 } } },
    { deleteOne: { filter: { _id: 1 } } },
    { deleteMany: { filter: { n: 9 } } },
  ])
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds } = done
  expect([insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds]).toEqual([
    1,
    3,
    3,
    1,
    1,
    { 1: 2 },
  ])
  const failing = [{ insertOne: { document: { _id: 2 } } }, { deleteOne: { filter: { _id: 2 } } }]
  await expect(things.bulkWrite(failing)).rejects.toMatchObject({ code: 11000, name: 'MongoBulkWriteError' })
  expect(await things.countDocuments()).toBe(1)
  await expect(things.bulkWrite(failing, { ordered: false })).rejects.toMatchObject({ code: 11000 })
  expect(await things.countDocuments()).toBe(0)
})

test('every BSON type comes back as it went in', async () => {
  const things = freshCollection()
  const values = {
    double: 1.5,
    nan: Number.NaN,
    text: 'é\0🔑',
    document: { b: 1, a: { c: [] } },
    list: [1, [2], null],
    bytes: new Binary(Buffer.from([0, 255]), 128),
    uuid: new UUID('00112233-4455-6677-8899-aabbccddeeff'),
    id,
    yes: true,
    date: new Date(-1),
    nothing: null,
    pattern: /a.b/i,
    int: 2_147_483_647,
    long: Long.fromString('9007199254740993'),
    decimal: new Decimal128('1.10'),
    stamp: new Timestamp({ t: 5, i: 7 }),
    least: new MinKey(),
    most: new MaxKey(),
  }
  await things.insertOne({ _id: 1, ...structuredClone({}), ...values })
  const back = await things.findOne({}, { promoteLongs: false })
  const told = (value: unknown) => mongoose.mongo.BSON.EJSON.stringify(value, { relaxed: false })
  expect(told({ ...back, _id: 0, int: values.int })).toBe(told({ _id: 0, ...values }))
  const exact = await things.findOne({}, { promoteValues: false })
  expect(exact?.int).toBeInstanceOf(Int32)
  const own = await things.findOne({}, { bsonRegExp: true })
  expect(own?.pattern).toBeInstanceOf(BSONRegExp)
})

test('cursors, distinct, counts and pipelines', async () => {
  const things = freshCollection()
  await things.insertMany(Array.from({ length: 300 }, (_, _id) => ({ _id, n: _id % 3, a: [_id % 2, 'x'] })))
  const cursor = things.find({ n: 1 }).sort({ _id: -1 }).skip(1).limit(3).project({ _id: 1 }).batchSize(2)
  expect(await cursor.hasNext()).toBe(true)
  expect(await cursor.next()).toEqual({ _id: 295 })
  const rest: unknown[] = []
  for await (const doc of cursor) rest.push(doc)
  expect(rest).toEqual([{ _id: 292 }, { _id: 289 }])
  expect((await things.distinct('a')).sort()).toEqual([0, 1, 'x'])
  expect(await things.countDocuments({ n: 0 }, { skip: 10, limit: 20 })).toBe(20)
  expect(await things.estimatedDocumentCount()).toBe(300)
  const groups = await things
    .aggregate([{ $match: { n: { $gt: 0 } } }, { $group: { _id: '$n', all: { $sum: 1 } } }, { $sort: { _id: 1 } }])
    .toArray()
  expect(groups).toEqual([
    { _id: 1, all: 100 },
    { _id: 2, all: 100 },
  ])
  // The protocol server counts nothing as one document saying 0.
  if (!onTestServer) expect(await things.aggregate([{ $match: { n: 7 } }, { $count: 'all' }]).toArray()).toEqual([])
})

test('index commands', async () => {
  const things = freshCollection()
  expect(await things.createIndex({ a: 1, b: -1 }, { unique: true })).toBe('a_1_b_-1')
  expect(await things.createIndex({ a: 1, b: -1 }, { unique: true })).toBe('a_1_b_-1')
  await expect(things.createIndex({ a: 1, b: -1 })).rejects.toMatchObject({ code: 86 })
  await expect(things.createIndex({ a: 1, b: -1 }, { unique: true, name: 'other' })).rejects.toMatchObject({ code: 85 })
  await things.createIndex({ e: 1 }, { expireAfterSeconds: 60, partialFilterExpression: { e: { $exists: true } } })
  expect((await things.indexes()).map(({ name, key }) => [name, key])).toEqual([
    ['_id_', { _id: 1 }],
    ['a_1_b_-1', { a: 1, b: -1 }],
    ['e_1', { e: 1 }],
  ])
  await things.insertMany([
    { _id: 1, c: 1 },
    { _id: 2, a: 1, c: 1 },
  ])
  await expect(things.createIndex({ c: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 })
  await things.dropIndex('a_1_b_-1')
  await expect(things.dropIndex('a_1_b_-1')).rejects.toMatchObject({ code: 27 })
  if (!onTestServer) await expect(freshCollection().indexes()).rejects.toMatchObject({ code: 26 })
})

test('what mongoose adds: create, findById, exists, lean, save, bulkWrite, replaceOne, cursor', async () => {
  const Model = freshModel()
  const [made] = await Model.create([{ _id: id, n: 1 }])
  made?.set('n', 2)
  await made?.save()
  expect(await Model.findById(id).lean()).toEqual({ _id: id, n: 2 })
  expect(await Model.exists({ n: 2 })).toEqual({ _id: id })
  expect(await Model.exists({ n: 3 })).toBeNull()
  await Model.replaceOne({ _id: id }, { m: 1 })
  await Model.bulkWrite([{ updateOne: { filter: { _id: id }, update: { $inc: { m: 1 } } } }])
  await Model.insertMany([{ m: 5 }, { m: 6 }])
  const seen: unknown[] = []
  for await (const doc of Model.find().sort({ m: 1 }).lean().cursor()) seen.push(doc.m)
  expect(seen).toEqual([2, 5, 6])
  await expect(Model.create({ _id: id })).rejects.toMatchObject({ code: 11000, keyPattern: { _id: 1 } })
})
