// Over 120 lines: tables of what MongoDB answers, one row each, on both databases.
import mongoose from 'mongoose'
import type { Doc } from './conformance-support.ts'

const { Binary, Decimal128, Double, Long, ObjectId } = mongoose.mongo
const id = new ObjectId('65f000000000000000000001')

type NotOn = 'server' | 'indexed server'
type FilterRow = { says: string; values: unknown[]; filter: Doc; matching: number[]; notOn?: NotOn }

const row = (says: string, values: unknown[], condition: unknown, matching: number[], notOn?: NotOn): FilterRow => ({
  says,
  values,
  filter: { v: condition },
  matching,
  ...(notOn && { notOn }),
})
const at = (
  path: string,
  says: string,
  values: unknown[],
  condition: unknown,
  matching: number[],
  notOn?: NotOn,
): FilterRow => ({
  says,
  values,
  filter: { [path]: condition },
  matching,
  ...(notOn && { notOn }),
})

/** What each filter finds among documents whose field v is the value; undefined leaves v out. Null, missing, arrays first. */
export const filterRows: FilterRow[] = [
  row('null finds null and missing, not an empty array', [null, undefined, [], [null], 0], null, [0, 1, 3]),
  row('$ne null is the rest', [null, undefined, [], 0], { $ne: null }, [2, 3]),
  row('$exists true tells null from missing', [null, undefined, 1], { $exists: true }, [0, 2]),
  row('$exists false', [null, undefined, 1], { $exists: false }, [1]),
  row('$gte null is null', [null, undefined, 1], { $gte: null }, [0, 1]),
  row('$in with null', [null, undefined, 'x', 'y'], { $in: [null, 'x'] }, [0, 1, 2]),
  row('$nin with null', [null, undefined, 'x'], { $nin: [null] }, [2]),
  row('an item of an array', [[1, 2], [3], 2], 2, [0, 2]),
  row('a whole array', [[1, 2], [[1, 2]], [2, 1], 1], [1, 2], [0, 1]),
  row('an empty array', [[], [[]], undefined, null], [], [0, 1]),
  row(
    'two items may meet the two ends',
    [
      [0, 9],
      [5, 5],
    ],
    { $gt: 8, $lt: 1 },
    [0],
    'indexed server',
  ),
  row('$elemMatch wants one item', [[1, 9], [5], 5], { $elemMatch: { $gt: 4, $lt: 6 } }, [1]),
  row('$elemMatch on documents', [[{ a: 1, b: 2 }], [{ a: 1 }, { b: 2 }]], { $elemMatch: { a: 1, b: 2 } }, [0]),
  row('$ne looks at every item', [[1, 2], [3], 1], { $ne: 1 }, [1]),
  row('$all', [[1, 2, 3], [1], 1], { $all: [1, 2] }, [0]),
  row('$all of nothing', [[1], []], { $all: [] }, []),
  row('$size', [[], [1], [1, 2], 1], { $size: 1 }, [1]),
  row('$not', [5, 1, undefined, 'x'], { $not: { $gt: 3 } }, [1, 2, 3]),
  row('$mod', [4, 5, -4, 'x'], { $mod: [4, 0] }, [0, 2]),
  row('$type', [1, 1.5, 'a', null, [1], undefined], { $type: ['string', 10] }, [2, 3]),
  row('$type array', [1, [1], []], { $type: 'array' }, [1, 2]),
  row('$type number', [1, 1.5, new Long(1), new Decimal128('1'), '1'], { $type: 'number' }, [0, 1, 2, 3]),
  row('$type tells double from int', [1, new Double(1), new Long(1)], { $type: 'double' }, [1]),
  row('numbers of all types are one', [5, new Long(5), new Double(5), new Decimal128('5.0'), '5'], 5, [0, 1, 2, 3]),
  row('a range keeps to its type', [4, 6, '6', null, true, new Date(9)], { $gt: 5 }, [1]),
  row('a range of strings by bytes', ['a', 'B', 'é', 'b'], { $gte: 'a', $lt: 'c' }, [0, 3]),
  row('a range of dates', [new Date(5), 5, new Date(9)], { $gte: new Date(6) }, [2]),
  row('a range of ids', [id, 'x', new ObjectId('65f000000000000000000002')], { $gt: id }, [2]),
  row('NaN equals NaN', [Number.NaN, 1, undefined], Number.NaN, [0]),
  row(
    'bytes by content',
    [new Binary(Buffer.from('a')), new Binary(Buffer.from('b'))],
    new Binary(Buffer.from('a')),
    [0],
  ),
  row('a document with its order', [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }], { a: 1, b: 2 }, [0]),
  row('a pattern', ['Abc', 'xabc', ['zz', 'abd'], 5], /^ab/i, [0, 2], 'indexed server'),
  row('$regex with $options', ['A\nB', 'b'], { $regex: '^b', $options: 'im' }, [0, 1], 'indexed server'),
  at('v.a', 'a dotted path goes through arrays', [[{ a: 1 }, { a: 2 }], { a: 2 }, 2], 2, [0, 1]),
  at('v.1', 'a dotted path with a place', [[7, 8], [8, 7], { 1: 8 }], 8, [0, 2]),
  at('v.a', 'null on a dotted path', [[{ a: 1 }, {}], { a: null }, 5, undefined], null, [0, 1, 2, 3], 'indexed server'),
  at('$or', '$or', [1, 2, 3], [{ v: 1 }, { v: { $gt: 2 } }], [0, 2]),
  at('$nor', '$nor', [1, 2, 3], [{ v: 1 }, { v: 2 }], [2]),
  at('$and', '$and', [1, 2, 3], [{ v: { $gt: 1 } }, { v: { $lt: 3 } }], [1]),
  at(
    '$expr',
    '$expr',
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
    { $gt: ['$v.a', '$v.b'] },
    [1],
  ),
]

type UpdateRow = { says: string; before: Doc; filter?: Doc; update: unknown; after: Doc; options?: Doc; notOn?: NotOn }
const change = (says: string, before: Doc, update: unknown, after: Doc, more: Partial<UpdateRow> = {}): UpdateRow => ({
  says,
  before,
  update,
  after,
  ...more,
})

/** What each update makes of a document. */
export const updateRows: UpdateRow[] = [
  change('$set makes the way', { n: 1 }, { $set: { 'o.x': 1 } }, { n: 1, o: { x: 1 } }),
  change('$set of the same is no change', { n: 1 }, { $set: { n: 1 } }, { n: 1 }),
  change('$set on a place fills with null', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }),
  change('$set on every item', { a: [1, 2] }, { $set: { 'a.$[]': 0 } }, { a: [0, 0] }),
  change('$unset in an array leaves null', { a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }),
  change('$unset of nothing', { n: 1 }, { $unset: { q: 1 } }, { n: 1 }),
  change('$inc and $mul', { n: 2, m: 3 }, { $inc: { n: 5 }, $mul: { m: 2, q: 5 } }, { n: 7, m: 6, q: 0 }),
  change('$min and $max', { n: 2, m: 3 }, { $min: { n: 1 }, $max: { m: 'a' } }, { n: 1, m: 'a' }),
  change('$rename', { n: 2 }, { $rename: { n: 'q.r' } }, { q: { r: 2 } }),
  change('$setOnInsert leaves what is there', { n: 2 }, { $setOnInsert: { n: 3 } }, { n: 2 }),
  change('$push', { a: [1] }, { $push: { a: [2], b: 1 } }, { a: [1, [2]], b: [1] }),
  change(
    '$push with all its clauses',
    { a: [3, 1] },
    { $push: { a: { $each: [2, 5], $position: 0, $sort: -1, $slice: 3 } } },
    { a: [5, 3, 2] },
  ),
  change('$push keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }),
  change('$addToSet', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }),
  change('$pull a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }),
  change('$pull by a field', { a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }),
  change('$pull by a condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }),
  change('$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }),
  change('$pop at both ends', { a: [1, 2], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1], b: [2] }),
  change('$bit', { n: 5 }, { $bit: { n: { and: 6 } } }, { n: 4 }),
  change('the positional $', { a: [1, 5] }, { $set: { 'a.$': 0 } }, { a: [1, 0] }, { filter: { a: { $gt: 3 } } }),
  change(
    'array filters',
    { a: [{ x: 1 }, { x: 2 }] },
    { $set: { 'a.$[w].y': 9 } },
    { a: [{ x: 1 }, { x: 2, y: 9 }] },
    { options: { arrayFilters: [{ 'w.x': 2 }] } },
  ),
  change('a pipeline', { n: 2 }, [{ $set: { m: { $add: ['$n', 1] } } }, { $unset: 'n' }], { m: 3 }),
]

/** A projection, a document, and what is seen of it. */
export const projectionRows: [projection: Doc, given: Doc, seen: Doc][] = [
  [{ n: 1 }, { n: 1, s: 2 }, { _id: 1, n: 1 }],
  [{ s: 0 }, { n: 1, s: 2 }, { _id: 1, n: 1 }],
  [{ n: 1, _id: 0 }, { n: 1, s: 2 }, { n: 1 }],
  [{ 'o.x': 1 }, { n: 1, o: { x: 1, y: 2 } }, { _id: 1, o: { x: 1 } }],
  [{ 'a.x': 1 }, { a: [{ x: 1, y: 2 }, 5, { y: 3 }] }, { _id: 1, a: [{ x: 1 }, {}] }],
  [{ a: { $slice: 1 } }, { a: [1, 2], n: 1 }, { _id: 1, a: [1], n: 1 }],
  [{ a: { $slice: [-2, 1] } }, { a: [1, 2, 3] }, { _id: 1, a: [2] }],
  [{ a: { $elemMatch: { x: 2 } } }, { a: [{ x: 1 }, { x: 2 }, { x: 2, y: 1 }], n: 1 }, { _id: 1, a: [{ x: 2 }] }],
]

/** In which order values stand. */
export const sortRows: { says: string; values: unknown[]; order: number[] }[] = [
  {
    says: 'types in MongoDB’s order',
    values: [new Date(0), 'a', 5, null, undefined, { x: 1 }, true, id, new Binary(Buffer.from('a'))],
    order: [3, 4, 2, 1, 5, 8, 7, 6, 0],
  },
  {
    says: 'numbers of all types together',
    values: [3, new Long(1), new Double(2.5), new Decimal128('2')],
    order: [1, 3, 2, 0],
  },
  { says: 'an array by its least item', values: [[5, 1], 2, [], 0], order: [2, 3, 0, 1] },
]

/** Malformed filters and MongoDB's error code. */
export const wrongFilters: [filter: Doc, code: number][] = [
  [{ n: { $gtt: 1 } }, 2],
  [{ $xor: [] }, 2],
  [{ $or: [] }, 2],
  [{ $and: 5 }, 2],
  [{ n: { $in: 5 } }, 2],
  [{ a: { $size: -1 } }, 2],
  [{ a: { $all: 3 } }, 2],
  [{ n: { $mod: [0, 1] } }, 2],
  [{ a: { $elemMatch: 3 } }, 2],
  [{ n: { $not: 3 } }, 2],
]

/** Updates MongoDB refuses, for { n: 1, s: 'text', o: { x: 1 }, a: [1] }. */
export const wrongUpdates: { update: unknown; code: number; notOn?: NotOn }[] = [
  { update: { $sett: { n: 1 } }, code: 9 },
  { update: { $set: { n: 1 }, $inc: { n: 1 } }, code: 40 },
  { update: { $set: { o: 1, 'o.x': 2 } }, code: 40 },
  { update: { $set: { _id: 99 } }, code: 66 },
  { update: { $set: { '': 1 } }, code: 56 },
  { update: { $set: { 'o..x': 1 } }, code: 56 },
  { update: { $set: { 's.x': 1 } }, code: 28 },
  { update: { $inc: { s: 1 } }, code: 14 },
  { update: { $inc: { n: 'a' } }, code: 14 },
  { update: { $push: { n: 1 } }, code: 2 },
  { update: { $addToSet: { n: 1 } }, code: 2 },
  { update: { $pop: { n: 1 } }, code: 14 },
  { update: { $pop: { a: 5 } }, code: 9 },
  { update: { $pull: { n: 1 } }, code: 2 },
  { update: { $push: { a: { $each: 3 } } }, code: 2 },
  { update: { $bit: { s: { and: 1 } } }, code: 2 },
  { update: { $set: { 'a.$[w]': 1 } }, code: 2 },
  // These two the protocol server answers with error 1 and with nothing at all.
  { update: { $set: 5 }, code: 9, notOn: 'server' },
  { update: { $set: { 'a.$': 1 } }, code: 2, notOn: 'server' },
]
