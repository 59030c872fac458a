import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const m = mongoose.mongo

const everyType = {
  double: 1.5,
  wholeDouble: new m.Double(5),
  string: 'grüße 🔑 \0 end',
  object: { b: 1, a: { c: [] } },
  array: [1, [2, [3]], { d: null }],
  bytes: new m.Binary(Buffer.from([0, 255, 1])),
  ownBytes: new m.Binary(Buffer.from([1, 2]), 128),
  uuid: new m.UUID('0189f7e6-5c1e-7c3a-9d9f-0a1b2c3d4e5f'),
  id: new m.ObjectId('65f000000000000000000001'),
  yes: true,
  no: false,
  date: new Date(-62135596800000),
  nothing: null,
  pattern: /a.b/im,
  longPattern: new m.BSONRegExp('x', 'imx'),
  code: new m.Code('function () {}'),
  scoped: new m.Code('f', { a: 1 }),
  int: 7,
  timestamp: new m.Timestamp({ t: 5, i: 6 }),
  long: m.Long.fromString('9223372036854775807'),
  smallLong: new m.Long(5),
  decimal: m.Decimal128.fromString('0.10'),
  least: new m.MinKey(),
  greatest: new m.MaxKey(),
  symbol: new m.BSONSymbol('s'),
  reference: new m.DBRef('people', new m.ObjectId('65f000000000000000000002')),
}

test('every BSON type comes back as the MongoDB driver gives it back', async () => {
  const things = rawCollection()
  const bytes = m.BSON.serialize({ _id: 1, ...everyType })
  await things.insertOne({ _id: 1, ...everyType } as never)
  expect(await things.findOne({})).toEqual(m.BSON.deserialize(bytes))
})

test('an update of one field leaves every other byte as it was', async () => {
  const things = rawCollection()
  const exact = { promoteValues: false, bsonRegExp: true, promoteLongs: false } as const
  await things.insertOne({ _id: 1, ...everyType, n: 1 } as never)
  await things.updateOne({ _id: 1 } as never, { $set: { n: 2 } } as never)
  const [found] = await things.find({}, exact as never).toArray()
  expect(found).toEqual(m.BSON.deserialize(m.BSON.serialize({ _id: 1, ...everyType, n: 2 }), exact))
})

test('every type can be found by an equal value, with an index and without', async () => {
  for (const indexed of [false, true]) {
    const things = rawCollection()
    if (indexed) await things.createIndex({ v: 1 })
    const values = Object.entries(everyType).filter(([name]) => !['pattern', 'longPattern', 'nothing'].includes(name))
    await things.insertMany(values.map(([name, v]) => ({ name, v })) as never)
    for (const [name, v] of values) {
      const found = await things.find({ v } as never).toArray()
      expect(
        found.map((doc) => doc.name),
        `${name}, indexed: ${indexed}`,
      ).toContain(name)
    }
  }
})

test('a mixed sort follows the order of BSON types', async () => {
  const things = rawCollection()
  const order = [
    new m.MinKey(),
    [],
    null,
    1,
    'a',
    { a: 1 },
    new m.Binary(Buffer.from([1])),
    new m.ObjectId(),
    false,
    true,
    new Date(0),
    new m.Timestamp({ t: 1, i: 1 }),
    /x/,
    new m.MaxKey(),
  ]
  await things.insertMany(order.map((v, n) => ({ n, v })).reverse() as never)
  const up = await things.find().sort({ v: 1 }).toArray()
  const down = await things.find().sort({ v: -1 }).toArray()
  expect(up.map(({ n }) => n)).toEqual(order.map((_, n) => n))
  expect(down.map(({ n }) => n)).toEqual(order.map((_, n) => n).reverse())
})

test('undefined becomes null, as on its way to a server', async () => {
  const things = rawCollection()
  await things.insertOne({ _id: 1, a: undefined } as never)
  expect(await things.findOne({})).toEqual({ _id: 1, a: null })
})

test('a document above 16 MB is refused', async () => {
  const things = rawCollection()
  await expect(things.insertOne({ text: 'x'.repeat(16 * 1024 * 1024) } as never)).rejects.toMatchObject({ code: 10334 })
  await things.insertOne({ _id: 1, text: 'x'.repeat(9 * 1024 * 1024) } as never)
  await expect(
    things.updateOne({ _id: 1 } as never, { $set: { more: 'x'.repeat(9 * 1024 * 1024) } } as never),
  ).rejects.toMatchObject({ code: 10334 })
})

test('the _id comes first and may be anything but an array, a pattern or undefined', async () => {
  const things = rawCollection()
  await things.insertOne({ a: 1, _id: { x: 1 } } as never)
  expect(Object.keys((await things.findOne({})) ?? {})).toEqual(['_id', 'a'])
  await expect(things.insertOne({ _id: [1] } as never)).rejects.toMatchObject({ code: 2 })
  await expect(things.insertOne({ _id: { x: 1 } } as never)).rejects.toMatchObject({
    code: 11000,
    keyPattern: { _id: 1 },
  })
})
