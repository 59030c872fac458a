import fc from 'fast-check'
import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { compareValues } from '../../src/database/embedded/compare.ts'
import { compileFilter } from '../../src/database/embedded/filter.ts'
import { encodeKey, inverted } from '../../src/database/embedded/keys.ts'
import { explainFind } from '../../src/database/embedded/open.ts'
import { sortDocs, sortKey, sortKeys } from '../../src/database/embedded/sort.ts'
import { type Doc, rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const { Decimal128, Long, ObjectId } = mongoose.mongo

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53),
  fc.constantFrom(new Long(2), Long.fromString('9007199254740993'), new Decimal128('0.5'), new Decimal128('0.1')),
  fc.constantFrom('', 'a', 'ab', 'b', 'a\0', '\u{1f511}', '\uffff'),
  fc.constantFrom(null, true, false, new Date(0), new Date(-1), new Date(1)),
  fc.constantFrom(new ObjectId('000000000000000000000001'), new ObjectId('ffffffffffffffffffffffff')),
)
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ c: scalar }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.array(fc.record({ c: scalar }, { requiredKeys: [] }), { maxLength: 2 }) },
)
const plainDoc = fc.record({ a: scalar, b: scalar }, { requiredKeys: [] })
const anyDoc = fc.record({ a: value, b: scalar }, { requiredKeys: [] })
const condition = fc.oneof(
  value,
  fc.record({ $in: fc.array(value, { maxLength: 4 }) }),
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar }),
  fc.record({ $lt: scalar, $gt: scalar }),
  fc.record({ $lte: scalar, $gte: scalar }),
  fc.record({ $elemMatch: fc.record({ $gte: scalar, $lt: scalar }) }),
  fc.record({ $elemMatch: fc.record({ $lte: scalar, $gt: scalar }, { requiredKeys: [] }) }),
  fc.record({ $lte: scalar }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.constant({ $regex: '^a' }),
)
const simple = fc.dictionary(fc.constantFrom('a', 'b', 'a.c', '_id'), condition, { maxKeys: 3 })
const filter = fc.oneof(
  { weight: 4, arbitrary: simple },
  { weight: 1, arbitrary: fc.record({ $or: fc.array(simple, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ $and: fc.array(simple, { minLength: 1, maxLength: 3 }), b: condition }) },
)
const direction = fc.constantFrom(1 as const, -1 as const)
const sort = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'a.c'), direction), {
  maxLength: 2,
  selector: ([path]) => path,
})
const key = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'a.c'), direction), {
  minLength: 1,
  maxLength: 2,
  selector: ([path]) => path,
})
const partial = fc.constantFrom({ b: { $exists: true } }, { b: { $gt: 0 } }, { b: { $type: 'string' } }, { b: 1 })
const index = fc.record({
  key,
  options: fc.oneof(fc.constant({}), fc.constant({ sparse: true }), fc.record({ partialFilterExpression: partial })),
})

test('an index never changes what is found, in what order, or how many', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.array(plainDoc, { maxLength: 12 }), fc.array(anyDoc, { maxLength: 12 })),
      fc.uniqueArray(index, { maxLength: 3, selector: ({ key }) => JSON.stringify(key) }),
      fc.array(fc.record({ filter, sort, limit: fc.integer({ min: 0, max: 4 }) }), { minLength: 1, maxLength: 4 }),
      async (docs, indexes, queries) => {
        const things = rawCollection()
        for (const { key, options } of indexes) {
          await things
            .createIndex(Object.fromEntries(key) as never, options as never)
            .catch((error: { code: number }) => {
              expect([85, 86]).toContain(error.code)
            })
        }
        const numbered: Doc[] = docs.map((doc, n) => ({ ...doc, _id: n as never }))
        if (numbered.length > 0) await things.insertMany(numbered as never)
        const kept = await things.find().toArray()
        for (const { filter, sort, limit } of queries) {
          const sent = sentForm(filter)
          const order = Object.fromEntries(sort)
          const matching = kept.filter(compileFilter(sent))
          const found = await things
            .find(filter as never)
            .sort(order)
            .toArray()
          expect(found.map(idOf).sort(byNumber)).toEqual(matching.map(idOf).sort(byNumber))
          const ranks = (list: Doc[]) => sortDocs(list, order).map((doc) => rank(doc, order))
          expect(found.map((doc) => rank(doc, order))).toEqual(ranks(matching as Doc[]))
          const some = await things
            .find(filter as never)
            .sort(order)
            .limit(limit)
            .toArray()
          expect(some.map((doc) => rank(doc, order))).toEqual(ranks(matching as Doc[]).slice(0, limit || undefined))
          expect(await things.countDocuments(filter as never)).toBe(matching.length)
        }
        await things.drop()
      },
    ),
    { numRuns: 1500 },
  )
})

test('keys sort as values compare, upright and inverted', () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const order = Math.sign(Buffer.compare(encodeKey(a), encodeKey(b)))
      expect(Math.sign(compareValues(a, b))).toBe(order)
      expect(Math.sign(Buffer.compare(inverted(encodeKey(b)), inverted(encodeKey(a))))).toBe(order)
    }),
    { numRuns: 5000 },
  )
})

test('whole and broken numbers of every type stand in one exact order', () => {
  const ascending = [
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    new Decimal128('-1E6000'),
    Long.MIN_VALUE,
    -1,
    new Decimal128('-1E-6000'),
    0,
    new Decimal128('1E-6000'),
    5e-324,
    new Decimal128('0.1'),
    0.1,
    new Decimal128('0.5000000000000000000000000000000001'),
    1,
    2 ** 53,
    Long.fromString('9007199254740993'),
    new Decimal128('9007199254740993.5'),
    Long.MAX_VALUE,
    Number.MAX_VALUE,
    new Decimal128('1E6000'),
    Number.POSITIVE_INFINITY,
  ]
  const keys = ascending.map((number) => encodeKey(number))
  for (const [at, key] of keys.slice(1).entries())
    expect(Buffer.compare(keys[at] as Buffer, key), String(ascending[at])).toBe(-1)
})

test('a look-up by an indexed field searches the index and never scans', async () => {
  const people = rawCollection()
  await people.createIndex({ email: 1 }, { unique: true })
  await people.createIndex({ state: 1, due: -1 })
  await people.createIndex({ code: 1 }, { unique: true, partialFilterExpression: { code: { $type: 'string' } } })
  await people.insertOne({ email: 'alice@example.org' })
  const how = (filter: Doc, sort?: Doc) => explainFind(mongoose, people.collectionName, filter, sort)
  // Reading the whole table page by page is a search by row number to SQLite, so the index has to be named as well.
  const searched = (filter: Doc, sort?: Doc) =>
    how(filter, sort).steps.every(
      ({ index, plan }) => index !== undefined && plan.every((line) => line.startsWith('SEARCH')),
    )

  expect(how({ email: 'alice@example.org' }).steps[0]?.plan).toEqual([
    'SEARCH e USING PRIMARY KEY (key>? AND key<?)',
    'SEARCH d USING INTEGER PRIMARY KEY (rowid=?)',
  ])
  expect(searched({ _id: new ObjectId() })).toBe(true)
  expect(searched({ email: { $in: ['a', 'b'] } })).toBe(true)
  expect(searched({ email: { $gt: 'a' } }, { email: -1 })).toBe(true)
  expect(how({ email: { $gt: 'a' } }, { email: -1 }).sorted).toBe(true)
  expect(how({ state: 'waiting', due: { $lte: new Date() } }, { due: -1 }).sorted).toBe(true)
  expect(how({ state: 'waiting' }, { due: 1 }).sorted).toBe(true)
  expect(searched({ state: 'waiting', due: { $lte: new Date() } }, { due: 1 })).toBe(true)
  expect(searched({ code: 'abc' })).toBe(true)
  expect(searched({ $or: [{ email: 'a' }, { code: 'b' }] })).toBe(true)
  expect(how({}, { email: 1 }).sorted).toBe(true)
  expect(searched({ code: 5 })).toBe(false)
  expect(searched({ name: 'alice' })).toBe(false)
})

function sentForm(filter: Doc): Doc {
  return mongoose.mongo.BSON.deserialize(mongoose.mongo.BSON.serialize(filter))
}

function idOf(doc: unknown): number {
  return (doc as { _id: number })._id
}

function byNumber(a: number, b: number): number {
  return a - b
}

function rank(doc: unknown, order: Doc): string {
  return sortKey(doc as Doc, sortKeys(order)).toString('hex')
}
