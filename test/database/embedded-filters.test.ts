import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { type Doc, rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const { Binary, Decimal128, Long, MaxKey, MinKey, ObjectId } = mongoose.mongo
const id = new ObjectId('65f000000000000000000001')

const cases: [says: string, docs: unknown[], filter: Doc, matching: number[]][] = [
  [
    'a number equals the same number of another type',
    [5, new Long(5), new Decimal128('5.0'), '5'],
    { v: 5 },
    [0, 1, 2],
  ],
  ['a range never crosses from numbers to strings', [4, 6, '6', null, true], { v: { $gt: 5 } }, [1]],
  ['a range of dates matches dates only', [new Date(5), 5, new Date(9)], { v: { $gte: new Date(6) } }, [2]],
  ['a range of object ids works', [id, 'x', new ObjectId('65f000000000000000000002')], { v: { $gt: id } }, [2]],
  ['null matches null and missing but not an empty array', [null, undefined, [], [null], 0], { v: null }, [0, 1, 3]],
  ['$ne null is the rest', [null, undefined, [], 0], { v: { $ne: null } }, [2, 3]],
  ['$exists tells null from missing', [null, undefined, 1], { v: { $exists: true } }, [0, 2]],
  ['$exists false', [null, undefined, 1], { v: { $exists: false } }, [1]],
  ['$gte null is null', [null, undefined, 1], { v: { $gte: null } }, [0, 1]],
  ['an item of an array matches', [[1, 2], [3], 2], { v: 2 }, [0, 2]],
  ['a whole array matches, also inside an array', [[1, 2], [[1, 2]], [2, 1], 1], { v: [1, 2] }, [0, 1]],
  ['two ends of a range may be met by two items', [[1, 9], [5], 5, [9]], { v: { $gt: 4, $lt: 6 } }, [0, 1, 2]],
  [
    'one item above, another below',
    [
      [0, 9],
      [5, 5],
    ],
    { v: { $gt: 8, $lt: 1 } },
    [0],
  ],
  ['$elemMatch wants one item for both', [[1, 9], [5], 5], { v: { $elemMatch: { $gt: 4, $lt: 6 } } }, [1]],
  ['a dotted path goes through arrays', [[{ a: 1 }, { a: 2 }], { a: 2 }, 2], { 'v.a': 2 }, [0, 1]],
  ['a dotted path with a place', [[7, 8], [8, 7], { 1: 8 }], { 'v.1': 8 }, [0, 2]],
  ['an array found by its place is not opened', [[[1]], [[[1]]], { 0: [1] }], { 'v.0': 1 }, [2]],
  ['an array found by its place is a whole', [[[1]], [[[1]]], [1]], { 'v.0': [1] }, [0]],
  [
    'an array found by its place has a size and items',
    [[[1]], [1], [[2]]],
    { 'v.0': { $size: 1, $elemMatch: { $eq: 1 } } },
    [0],
  ],
  [
    'a place behind the end is nothing, not even null',
    [[], [5], [null], [{}], {}, undefined],
    { 'v.0': null },
    [2, 3, 4, 5],
  ],
  ['below an item that is no document is nothing', [[5], [[]], [{}], [{ a: 1 }], 5], { 'v.0.a': null }, [2, 3, 4]],
  ['null on a dotted path', [[{ a: 1 }, {}], { a: null }, 5, [1, 2], [], undefined], { 'v.a': null }, [0, 1, 2, 5]],
  ['$elemMatch on documents', [[{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }]], { v: { $elemMatch: { a: 1, b: 2 } } }, [0]],
  [
    'an embedded document equals with its order',
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }],
    { v: { a: 1, b: 2 } },
    [0],
  ],
  ['$in with null and a pattern', ['abc', null, undefined, 'x', ['abd']], { v: { $in: [null, /^ab/] } }, [0, 1, 2, 4]],
  ['$nin', ['a', ['a', 'b'], 'c', undefined], { v: { $nin: ['a'] } }, [2, 3]],
  ['$ne looks at every item', [[1, 2], [3], 1], { v: { $ne: 1 } }, [1]],
  ['$not', [5, 1, undefined, 'x'], { v: { $not: { $gt: 3 } } }, [1, 2, 3]],
  ['$nor', [1, 2, 3], { $nor: [{ v: 1 }, { v: 2 }] }, [2]],
  ['$or and $and', [1, 2, 3], { $or: [{ v: 1 }, { $and: [{ v: { $gt: 2 } }, { v: 3 }] }] }, [0, 2]],
  ['$all on items', [[1, 2, 3], [1], 1], { v: { $all: [1] } }, [0, 1, 2]],
  ['$all of nothing', [[1], []], { v: { $all: [] } }, []],
  [
    '$all with $elemMatch',
    [[{ a: 1 }, { a: 2 }], [{ a: 1 }]],
    { v: { $all: [{ $elemMatch: { a: 1 } }, { $elemMatch: { a: 2 } }] } },
    [0],
  ],
  ['$size', [[], [1], [1, 2], 1], { v: { $size: 1 } }, [1]],
  ['$mod', [4, 5, -4, 4.7, 'x'], { v: { $mod: [4, 0] } }, [0, 2, 3]],
  ['$type by name and number', [1, 1.5, 'a', null, [1], undefined], { v: { $type: ['string', 10] } }, [2, 3]],
  ['$type array', [1, [1], []], { v: { $type: 'array' } }, [1, 2]],
  ['$type number', [1, 1.5, new Long(1), new Decimal128('1'), '1'], { v: { $type: 'number' } }, [0, 1, 2, 3]],
  ['$type tells double from int', [1, new mongoose.mongo.Double(1), new Long(1)], { v: { $type: 'double' } }, [1]],
  ['a pattern matches strings and items', ['Abc', 'xabc', ['zz', 'abd'], 5], { v: /^ab/i }, [0, 2]],
  ['$regex with $options', ['A\nB', 'b'], { v: { $regex: '^b', $options: 'im' } }, [0, 1]],
  [
    'bytes equal by content and kind',
    [
      new Binary(Buffer.from([0xff, 0xfe])),
      new Binary(Buffer.from([0xfe, 0xff])),
      new Binary(Buffer.from([0xff, 0xfe]), 128),
    ],
    { v: new Binary(Buffer.from([0xff, 0xfe])) },
    [0],
  ],
  ['NaN equals NaN and is in no range', [Number.NaN, 1], { v: Number.NaN }, [0]],
  ['NaN is in no range', [Number.NaN, 1], { v: { $lt: 5 } }, [1]],
  ['infinity is in a range', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1], { v: { $gt: 0 } }, [0, 2]],
  ['MinKey and MaxKey', [new MinKey(), new MaxKey(), 1], { v: new MinKey() }, [0]],
  [
    '$expr compares fields',
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
    { $expr: { $gt: ['$v.a', '$v.b'] } },
    [1],
  ],
  [
    '$expr compares object ids',
    [
      { a: id, b: id },
      { a: id, b: new ObjectId() },
    ],
    { $expr: { $eq: ['$v.a', '$v.b'] } },
    [0],
  ],
  ['$comment says nothing', [1], { v: { $gt: 0 }, $comment: 'why' }, [0]],
]

for (const [says, values, filter, matching] of cases) {
  for (const indexed of [false, true]) {
    test(`${says}${indexed ? ', also with an index' : ''}`, async () => {
      const things = rawCollection()
      if (indexed) {
        await things.createIndex({ v: 1 })
        await things.createIndex({ 'v.a': -1 })
      }
      await things.insertMany(values.map((v, n) => (v === undefined ? { n } : { n, v })))
      const found = await things.find(filter).sort({ n: 1 }).toArray()
      expect(found.map(({ n }) => n)).toEqual(matching)
      expect(await things.countDocuments(filter)).toBe(matching.length)
    })
  }
}

test('an operator MongoDB does not know is an error', async () => {
  await expect(rawCollection().findOne({ a: { $gtt: 1 } })).rejects.toThrow('unknown operator: $gtt')
  const things = rawCollection()
  await things.insertOne({ a: 1 })
  await expect(things.findOne({ a: { $gtt: 1 } })).rejects.toThrow('unknown operator: $gtt')
  await expect(things.findOne({ $xor: [] })).rejects.toThrow('unknown top level operator: $xor')
})
