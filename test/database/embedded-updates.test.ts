import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { type Doc, rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const { Double, Long } = mongoose.mongo

interface Case {
  says: string
  from: Doc
  filter?: Doc
  update: unknown
  arrayFilters?: Doc[]
  to: Doc
}

const cases: Case[] = [
  { says: '$set makes the path', from: {}, update: { $set: { 'a.b.c': 1 } }, to: { a: { b: { c: 1 } } } },
  {
    says: '$set in an array',
    from: { a: [1, 2] },
    update: { $set: { 'a.1': 5, 'a.3': 9 } },
    to: { a: [1, 5, null, 9] },
  },
  {
    says: '$unset',
    from: { a: 1, b: { c: 1 }, d: [1, 2] },
    update: { $unset: { a: 1, 'b.c': 1, 'd.0': 1, x: 1 } },
    to: { b: {}, d: [null, 2] },
  },
  {
    says: '$inc and $mul',
    from: { a: 1, b: 2 },
    update: { $inc: { a: 2, n: 5 }, $mul: { b: 3, m: 4 } },
    to: { a: 3, b: 6, n: 5, m: 0 },
  },
  {
    says: '$min and $max across types',
    from: { a: 5, b: 5, c: 5 },
    update: { $min: { a: 3, x: 1 }, $max: { b: 'text', c: 1 } },
    to: { a: 3, b: 'text', c: 5, x: 1 },
  },
  {
    says: '$rename',
    from: { a: 1, b: { c: 2 } },
    update: { $rename: { a: 'z', 'b.c': 'y.x', none: 'n' } },
    to: { b: {}, z: 1, y: { x: 2 } },
  },
  {
    says: '$push one and many',
    from: { a: [1] },
    update: { $push: { a: { $each: [2, 3] }, b: 9 } },
    to: { a: [1, 2, 3], b: [9] },
  },
  {
    says: '$push at a position, sorted, sliced',
    from: { a: [3, 1], b: [1, 2] },
    update: { $push: { a: { $each: [2], $sort: -1, $slice: 2 }, b: { $each: [9], $position: 0, $slice: -2 } } },
    to: { a: [3, 2], b: [1, 2] },
  },
  {
    says: '$push sorts documents',
    from: { a: [{ s: 2 }] },
    update: { $push: { a: { $each: [{ s: 3 }, { s: 1 }], $sort: { s: 1 }, $slice: -2 } } },
    to: { a: [{ s: 2 }, { s: 3 }] },
  },
  {
    says: '$addToSet compares whole values',
    from: { a: [{ x: 1, y: 2 }] },
    update: {
      $addToSet: {
        a: {
          $each: [
            { y: 2, x: 1 },
            { x: 1, y: 2 },
          ],
        },
      },
    },
    to: {
      a: [
        { x: 1, y: 2 },
        { y: 2, x: 1 },
      ],
    },
  },
  {
    says: '$pull by value, operator and fields',
    from: { a: [1, 2, 3], b: [1, 5, 9], c: [{ n: 1, m: 1 }, { n: 2 }] },
    update: { $pull: { a: 2, b: { $gte: 5 }, c: { n: 1 } } },
    to: { a: [1, 3], b: [1], c: [{ n: 2 }] },
  },
  {
    says: '$pullAll and $pop',
    from: { a: [1, 2, 1], b: [1, 2, 3], c: [1, 2] },
    update: { $pullAll: { a: [1] }, $pop: { b: 1, c: -1 } },
    to: { a: [2], b: [1, 2], c: [2] },
  },
  { says: '$bit', from: { a: 13 }, update: { $bit: { a: { and: 10 } } }, to: { a: 8 } },
  {
    says: 'the positional operator',
    from: { a: [{ n: 1 }, { n: 2 }] },
    filter: { 'a.n': 2 },
    update: { $set: { 'a.$.x': true } },
    to: { a: [{ n: 1 }, { n: 2, x: true }] },
  },
  {
    says: 'the positional operator after $elemMatch',
    from: {
      a: [
        { n: 1, m: 2 },
        { n: 1, m: 3 },
      ],
    },
    filter: { a: { $elemMatch: { n: 1, m: 3 } } },
    update: { $inc: { 'a.$.n': 5 } },
    to: {
      a: [
        { n: 1, m: 2 },
        { n: 6, m: 3 },
      ],
    },
  },
  {
    says: 'the positional operator on values',
    from: { a: [5, 7] },
    filter: { a: { $gt: 6 } },
    update: { $set: { 'a.$': 0 } },
    to: { a: [5, 0] },
  },
  {
    says: 'the positional operator removes nothing but the item',
    from: { a: [{ k: 1, v: 1 }] },
    filter: { 'a.k': 1 },
    update: { $unset: { 'a.$.v': 1 } },
    to: { a: [{ k: 1 }] },
  },
  {
    says: 'every item',
    from: { a: [{ n: 1 }, { n: 2 }] },
    update: { $inc: { 'a.$[].n': 10 } },
    to: { a: [{ n: 11 }, { n: 12 }] },
  },
  {
    says: 'array filters',
    from: { a: [{ n: 1 }, { n: 2 }] },
    update: { $set: { 'a.$[big].x': 1 } },
    arrayFilters: [{ 'big.n': { $gt: 1 } }],
    to: { a: [{ n: 1 }, { n: 2, x: 1 }] },
  },
  {
    says: 'array filters on values',
    from: { a: [1, 5] },
    update: { $set: { 'a.$[x]': 0 } },
    arrayFilters: [{ x: { $gt: 4 } }],
    to: { a: [1, 0] },
  },
  {
    says: 'a pipeline',
    from: { a: 1, b: 2 },
    update: [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }],
    to: { b: 2, sum: 3 },
  },
  {
    says: '$setOnInsert says nothing on an update',
    from: { a: 1 },
    update: { $set: { a: 2 }, $setOnInsert: { b: 1 } },
    to: { a: 2 },
  },
]

for (const { says, from, filter, update, arrayFilters, to } of cases) {
  test(says, async () => {
    const things = rawCollection()
    await things.insertOne({ _id: 1, ...from } as never)
    const options = arrayFilters === undefined ? {} : { arrayFilters }
    const answer = await things.updateOne({ _id: 1, ...filter } as never, update as never, options)
    expect(answer.matchedCount).toBe(1)
    expect(await things.findOne({ _id: 1 } as never)).toEqual({ _id: 1, ...to })
  })
}

const wrong: [says: string, from: Doc, update: unknown, code: number][] = [
  ['$inc of text', { a: 'x' }, { $inc: { a: 1 } }, 14],
  ['$push into text', { a: 'x' }, { $push: { a: 1 } }, 2],
  ['a path through text', { a: 'x' }, { $set: { 'a.b': 1 } }, 28],
  ['$rename from below text', { a: 'x' }, { $rename: { 'a.b': 'c' } }, 28],
  ['a conflict', { a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ['a conflict with a parent', { a: 1 }, { $set: { a: {}, 'a.b': 1 } }, 40],
  ['the _id', { a: 1 }, { $set: { _id: 2 } }, 66],
  ['an unknown operator', { a: 1 }, { $sett: { a: 1 } }, 9],
  ['an unknown identifier', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
  ['the positional operator without a match', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
]

for (const [says, from, update, code] of wrong) {
  test(`${says} is an error and changes nothing`, async () => {
    const things = rawCollection()
    await things.insertOne({ _id: 1, ...from } as never)
    await expect(things.updateOne({ _id: 1 } as never, update as never)).rejects.toMatchObject({ code })
    expect(await things.findOne({ _id: 1 } as never)).toEqual({ _id: 1, ...from })
  })
}

test('$currentDate writes a date, or a timestamp when asked', async () => {
  const things = rawCollection()
  await things.insertOne({ _id: 1 } as never)
  await things.updateOne({}, { $currentDate: { at: true, stamp: { $type: 'timestamp' } } } as never)
  const found = await things.findOne({})
  expect(found?.at).toBeInstanceOf(Date)
  expect(found?.stamp).toBeInstanceOf(mongoose.mongo.Timestamp)
})

test('numbers keep their types, and sums grow as MongoDB lets them', async () => {
  const things = rawCollection()
  await things.insertOne({ _id: 1, double: new Double(5), long: new Long(5), int: 2147483647, other: 1 } as never)
  await things.updateOne({}, { $inc: { int: 1, other: 1.5 } } as never)
  const [found] = await things.find({}, { promoteValues: false } as never).toArray()
  expect(found).toMatchObject({
    double: new Double(5),
    long: Long.fromNumber(5),
    int: Long.fromNumber(2147483648),
    other: new Double(2.5),
  })
  await expect(things.updateOne({}, { $inc: { long: Long.MAX_VALUE } } as never)).rejects.toThrow('overflow')
})

test('an upsert starts from the equalities of the filter', async () => {
  const things = rawCollection()
  const filter = { a: 1, 'b.c': { $eq: 2 }, d: { $gt: 5 }, $and: [{ e: 3 }] }
  const answer = await things.updateOne(filter as never, { $set: { f: 4 }, $setOnInsert: { g: 5 } } as never, {
    upsert: true,
  })
  expect(answer).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 })
  expect(await things.findOne({})).toEqual({ _id: answer.upsertedId, a: 1, b: { c: 2 }, e: 3, f: 4, g: 5 })
  const again = await things.updateOne(filter as never, { $set: { f: 4 } } as never, { upsert: true })
  expect(again).toMatchObject({ matchedCount: 0, upsertedCount: 1 })
})

test('an update that changes nothing matches and modifies nothing', async () => {
  const things = rawCollection()
  await things.insertOne({ a: 1 } as never)
  expect(await things.updateOne({ a: 1 } as never, { $set: { a: 1 } } as never)).toMatchObject({
    matchedCount: 1,
    modifiedCount: 0,
  })
  expect(await things.updateMany({ a: 9 } as never, { $set: { a: 1 } } as never)).toMatchObject({
    matchedCount: 0,
    upsertedCount: 0,
  })
})

test('updateMany changes every match once, even when the change moves it in the index', async () => {
  const things = rawCollection()
  await things.createIndex({ n: 1 })
  await things.insertMany(Array.from({ length: 700 }, (_, n) => ({ n })) as never)
  expect(await things.updateMany({ n: { $gte: 0 } } as never, { $inc: { n: 1000 } } as never)).toMatchObject({
    modifiedCount: 700,
  })
  expect(await things.countDocuments({ n: { $gte: 1000, $lt: 1700 } } as never)).toBe(700)
})

test('findOneAnd… sorts, projects and returns the state asked for', async () => {
  const things = rawCollection()
  await things.insertMany([
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ] as never)
  const options = { sort: { n: -1 }, projection: { n: 1, _id: 0 } } as const
  expect(await things.findOneAndUpdate({}, { $inc: { n: 1 } } as never, options)).toEqual({ n: 2 })
  expect(
    await things.findOneAndUpdate({}, { $inc: { n: 1 } } as never, { ...options, returnDocument: 'after' }),
  ).toEqual({ n: 4 })
  expect(await things.findOneAndReplace({ _id: 1 } as never, { x: 1 }, { returnDocument: 'after' })).toEqual({
    _id: 1,
    x: 1,
  })
  expect(await things.findOneAndDelete({}, options)).toEqual({ n: 4 })
  expect(await things.findOneAndUpdate({ _id: 9 } as never, { $set: { n: 1 } } as never)).toBeNull()
  const full = await things.findOneAndUpdate({ _id: 9 } as never, { $set: { n: 1 } } as never, {
    upsert: true,
    includeResultMetadata: true,
  })
  expect(full).toMatchObject({ value: null, lastErrorObject: { n: 1, updatedExisting: false, upserted: 9 }, ok: 1 })
})
