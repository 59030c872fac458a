import fc from 'fast-check'
import mongoose from 'mongoose'

// Over 120 lines: the grammar of what is asked of both databases; its parts refer to each other.

export type Doc = Record<string, unknown>

/** One call of a collection's method: its name and what is given to it. */
export interface Operation {
  call: string
  given: unknown[]
}

/** A collection with these indexes, what is put in first, and what is then asked of it. */
export interface Sequence {
  indexes: number
  docs: Doc[]
  operations: Operation[]
}

/** The indexes that the compared collections have: none, and every kind the product declares. */
export const indexSets: [keys: Record<string, 1 | -1>, options: Doc][][] = [
  [],
  [[{ n: 1 }, {}]],
  [[{ s: 1 }, { unique: true, sparse: true }]],
  [
    [{ n: 1, s: -1 }, {}],
    [{ 'a.x': 1 }, { partialFilterExpression: { 'a.x': { $exists: true } } }],
  ],
  [
    [{ a: 1 }, {}],
    [{ 'o.x': 1 }, { unique: true, partialFilterExpression: { 'o.x': { $exists: true } } }],
  ],
]

const { Decimal128, Double, Long, ObjectId, Binary } = mongoose.mongo
const ids = fc.integer({ min: 0, max: 5 })
const number = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, -1.5, new Double(2), new Long(3), 2_147_483_647, 2 ** 40) },
)
const text = fc.constantFrom('', 'a', 'ab', 'b', 'B', 'é')
const scalar = fc.oneof(
  { weight: 5, arbitrary: number },
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: fc.constantFrom(null, true, false, new Date(0), new Date(86_400_000)) },
  { weight: 1, arbitrary: fc.constantFrom(new ObjectId('65f000000000000000000001'), new Binary(Buffer.from('ab'))) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, new Decimal128('1.5')) },
)
const inner = fc.record({ x: scalar, y: number }, { requiredKeys: [] })
const list = fc.oneof(
  { weight: 3, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 3, arbitrary: fc.array(inner, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(number, { maxLength: 2 }), { maxLength: 2 }) },
)
const anything = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: inner },
  { weight: 1, arbitrary: list },
)
const fields = fc.record({ n: number, s: text, a: list, o: inner, h: anything }, { requiredKeys: [] })

const person = fc.record(
  {
    n: fc.integer({ min: 1, max: 3 }),
    s: text,
    o: fc.record({ x: text, y: fc.constantFrom(new Date(0), new Date(5)) }),
    a: fc.array(fc.record({ x: text, y: number }), { maxLength: 3 }),
    h: fc.constantFrom('active', 'invited', 'disabled'),
  },
  { requiredKeys: ['n', 'h'] },
)
const fresh = fc.oneof(fields, person)

const comparison = fc.oneof(
  anything,
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $ne: anything }),
  fc.record({ $eq: anything }),
  fc.record({ $in: fc.array(anything, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $type: fc.constantFrom('string', 'number', 'array', 'null', 'object', 'int', 'double', 'date', 'bool') }),
  fc.record({ $not: fc.record({ $gt: scalar }) }),
)
const listCondition = fc.oneof(
  comparison,
  fc.record({ $size: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ $all: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $elemMatch: fc.record({ x: scalar }) }),
  fc.record({ $elemMatch: fc.record({ $gte: number, $lt: number }) }),
)
const clauses = Object.entries({
  n: comparison,
  s: comparison,
  a: listCondition,
  'a.x': comparison,
  'a.0': listCondition,
  'a.0.x': comparison,
  'a.1.0': comparison,
  'o.x': comparison,
  h: fc.oneof(listCondition, fc.record({ $mod: fc.tuple(fc.constantFrom(2, 3), fc.constantFrom(0, 1)) })),
  _id: fc.oneof(ids, fc.record({ $in: fc.array(ids, { maxLength: 3 }) }), fc.record({ $gt: ids })),
}).map(([at, condition]) => condition.map((value): Doc => ({ [at]: value })))
const plainFilter = fc.array(fc.oneof(...clauses), { maxLength: 3 }).map((some): Doc => Object.assign({}, ...some))
const wrongFilters: Doc[] = [
  { n: { $gtt: 1 } },
  { $xor: [] },
  { $or: [] },
  { $and: 5 },
  { n: { $in: 5 } },
  { a: { $size: -1 } },
  { a: { $all: 3 } },
  { h: { $mod: [0, 1] } },
  { a: { $elemMatch: 3 } },
  { n: { $type: 'nothing' } },
  { n: { $not: 3 } },
]
const filter = fc.oneof(
  { weight: 8, arbitrary: plainFilter },
  { weight: 2, arbitrary: fc.record({ $or: fc.array(plainFilter, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ $nor: fc.array(plainFilter, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ $and: fc.array(plainFilter, { minLength: 1, maxLength: 2 }), n: comparison }) },
)
const oneFilter = fc
  .tuple(ids, plainFilter, fc.boolean())
  .map(([_id, more, strict]) => (strict ? { ...more, _id } : { _id }))
// What an upsert starts from: fields pinned in every way that MongoDB sees through, and one that it does not.
const pinning = fc
  .record(
    {
      n: fc.oneof(
        number,
        fc.record({ $eq: number }),
        fc.tuple(number).map((one) => ({ $in: one })),
        fc.record({ $gt: number }),
      ),
      'o.y': scalar,
      $or: fc.tuple(fc.record({ h: scalar })),
      $and: fc.oneof(fc.tuple(fc.record({ s: text })), fc.tuple(fc.record({ n: number }))),
      _id: ids,
    },
    { requiredKeys: ['_id'] },
  )
  .filter(({ _id }) => _id !== undefined)

const path = fc.constantFrom('n', 's', 'h', 'o.x', 'o.y', 'q', 'q.r')
const listPath = fc.constantFrom('a', 'h', 'q', 'o.x')
const push = fc.oneof(
  anything,
  fc.record(
    {
      $each: fc.array(scalar, { maxLength: 3 }),
      $slice: fc.integer({ min: -2, max: 2 }),
      $position: fc.integer({ min: -2, max: 3 }),
      $sort: fc.constantFrom(1, -1),
    },
    { requiredKeys: ['$each'] },
  ),
)
const single = (name: string, at: fc.Arbitrary<string>, operand: fc.Arbitrary<unknown>) =>
  fc.tuple(at, operand).map(([field, value]) => ({ [name]: { [field]: value } }))
const part = fc.oneof(
  single('$set', fc.oneof(path, fc.constantFrom('a', 'a.0', 'a.2', 'a.$[]', 'a.0.x', 'o', '_id')), anything),
  single('$unset', fc.oneof(path, fc.constantFrom('a', 'a.0', 'o')), fc.constant(1)),
  single('$inc', path, fc.oneof({ weight: 9, arbitrary: number }, { weight: 1, arbitrary: text })),
  single('$mul', path, number),
  single('$min', path, scalar),
  single('$max', path, scalar),
  single('$setOnInsert', path, scalar),
  single('$push', listPath, push),
  single('$addToSet', listPath, fc.oneof(anything, fc.record({ $each: fc.array(scalar, { maxLength: 3 }) }))),
  single('$pull', listPath, fc.oneof(scalar, fc.record({ x: scalar }), fc.record({ $gte: number }))),
  single('$pullAll', listPath, fc.array(scalar, { maxLength: 2 })),
  single('$pop', listPath, fc.constantFrom(1, -1)),
  single('$rename', fc.constantFrom('n', 'h', 'o.x'), fc.constantFrom('r', 's', 'q.z')),
  single('$bit', fc.constantFrom('q', 'b'), fc.constantFrom({ and: 3 }, { or: 5 }, { xor: 1 })),
)
const wrongUpdates: Doc[] = [
  { $sett: { n: 1 } },
  { $set: { n: 1 }, $inc: { n: 1 } },
  { $set: { o: 1, 'o.x': 2 } },
  { $set: { _id: 99 } },
  { $set: 5 },
  { $set: { '': 1 } },
  { $set: { 'o..x': 1 } },
  { $pop: { a: 5 } },
  { $push: { a: { $each: 3 } } },
  { $set: { 'a.$': 1 } },
  { $set: { 'a.$[w]': 1 } },
  { n: 1 },
]
const update = fc.oneof(
  { weight: 2, arbitrary: part },
  { weight: 1, arbitrary: fc.tuple(part, part).map(([one, other]) => ({ ...one, ...other })) },
)
const order = fc.oneof(
  fc.constantFrom<Doc>({ _id: 1 }, { _id: -1 }),
  fc
    .tuple(fc.constantFrom('n', 's', 'a', 'o.x', 'h', 'a.x'), fc.constantFrom(1, -1))
    .map(([at, way]) => ({ [at]: way, _id: 1 })),
)
const projection = fc.constantFrom<Doc>(
  { n: 1 },
  { s: 0 },
  { n: 1, _id: 0 },
  { 'o.x': 1 },
  { 'a.x': 1 },
  { a: { $slice: 1 } },
  { a: { $slice: [1, 1] } },
  { a: { $elemMatch: { x: 'a' } } },
)
const wrongProjections: Doc[] = [
  { n: 1, s: 0 },
  { s: 0, n: 1 },
]
const page = fc.record(
  { sort: order, skip: fc.integer({ min: 0, max: 2 }), limit: fc.integer({ min: 0, max: 3 }), projection },
  { requiredKeys: ['sort'] },
)
const upsert = fc.constant({ upsert: true })
const returned = fc.record(
  { sort: order, returnDocument: fc.constantFrom('before', 'after'), projection, includeResultMetadata: fc.boolean() },
  { requiredKeys: ['sort'] },
)
const bulk = fc.oneof(
  fresh.map((document) => ({ insertOne: { document } })),
  fc.record({ updateOne: fc.record({ filter: pinning, update, upsert: fc.boolean() }) }),
  fc.record({ replaceOne: fc.record({ filter: pinning, replacement: fresh, upsert: fc.boolean() }) }),
  fc.record({ deleteOne: fc.record({ filter: oneFilter }) }),
  fc.record({ deleteMany: fc.record({ filter: fc.record({ _id: ids }) }) }),
)
const withId = fc.tuple(ids, fresh).map(([_id, more]) => ({ _id, ...more }))
const bulkWithIds = bulk.chain((one) =>
  ids.map((_id) => ('insertOne' in one ? { insertOne: { document: { _id, ...one.insertOne.document } } } : one)),
)
const call = (name: string, ...given: fc.Arbitrary<unknown>[]) =>
  fc.tuple(...given).map((given): Operation => ({ call: name, given }))
const operation = fc.oneof(
  { weight: 4, arbitrary: call('find', filter, page) },
  call('findOne', filter, page),
  call('countDocuments', filter),
  call('distinct', fc.constantFrom('n', 's', 'a', 'a.x', 'o.x', 'h'), filter),
  call('insertOne', withId),
  call('insertMany', fc.array(withId, { minLength: 1, maxLength: 3 }), fc.record({ ordered: fc.boolean() })),
  { weight: 4, arbitrary: call('updateOne', oneFilter, update) },
  { weight: 3, arbitrary: call('updateOne', pinning, update, upsert) },
  { weight: 2, arbitrary: call('updateMany', filter, update) },
  call('replaceOne', oneFilter, fresh),
  call('replaceOne', pinning, fresh, upsert),
  call('deleteOne', oneFilter),
  call('deleteMany', filter),
  { weight: 3, arbitrary: call('findOneAndUpdate', fc.oneof(oneFilter, filter), update, returned) },
  call(
    'findOneAndUpdate',
    pinning,
    update,
    fc.tuple(returned, upsert).map(([one, other]) => ({ ...one, ...other })),
  ),
  call('findOneAndReplace', oneFilter, fresh, returned),
  call('findOneAndDelete', filter, fc.record({ sort: order, projection }, { requiredKeys: ['sort'] })),
  call('find', fc.constantFrom(...wrongFilters), page),
  call('countDocuments', fc.constantFrom(...wrongFilters)),
  call('updateOne', fc.record({ _id: ids }), fc.constantFrom(...wrongUpdates)),
  call('find', filter, fc.record({ projection: fc.constantFrom(...wrongProjections) })),
  call('bulkWrite', fc.array(bulkWithIds, { minLength: 1, maxLength: 4 }), fc.constant({ ordered: true })),
)

/** The filters, updates and projections among the above that MongoDB refuses unread, by identity. */
export const malformed: ReadonlySet<unknown> = new Set([...wrongFilters, ...wrongUpdates, ...wrongProjections])

/** Any sequence: a few documents with ids of their own, then a few operations. */
export const sequence: fc.Arbitrary<Sequence> = fc.record({
  indexes: fc.integer({ min: 0, max: indexSets.length - 1 }),
  docs: fc.array(fresh, { maxLength: 5 }).map((docs) => docs.map((doc, _id) => ({ _id, ...doc }))),
  operations: fc.array(operation, { minLength: 1, maxLength: 4 }),
})
