import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { looseModel, rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

type Call = (things: mongoose.mongo.Collection) => unknown

const refused: [call: Call, name: string][] = [
  [(c) => c.watch(), 'watch()'],
  [(c) => c.initializeOrderedBulkOp(), 'initializeOrderedBulkOp()'],
  [(c) => c.createSearchIndex({ definition: {} }), 'createSearchIndex()'],
  [(c) => c.find({ $where: 'true' }).toArray(), 'the query operator $where'],
  [(c) => c.find({ $text: { $search: 'x' } }).toArray(), 'the query operator $text'],
  [(c) => c.find({ a: { $near: [0, 0] } }).toArray(), 'the query operator $near'],
  [(c) => c.find({ a: { $bitsAllSet: 1 } }).toArray(), 'the query operator $bitsAllSet'],
  [(c) => c.find({ a: { $regex: 'x', $options: 'x' } }).toArray(), 'the regular expression option "x"'],
  [(c) => c.find({ $expr: { $function: {} } }).toArray(), 'the expression operator $function'],
  [(c) => c.find({ $expr: { $noSuch: 1 } }).toArray(), 'the expression operator $noSuch'],
  [(c) => c.find({}, { collation: { locale: 'en' } }).toArray(), 'collations'],
  [(c) => c.find({}, { session: {} as never }).toArray(), 'sessions or transactions'],
  [(c) => c.find({}, { tailable: true }).toArray(), 'tailable cursors'],
  [(c) => c.find({}, { projection: { 'a.$': 1 } }).toArray(), 'the positional projection operator $'],
  [
    (c) =>
      c
        .find()
        .sort({ a: { $meta: 'textScore' } })
        .toArray(),
    'sorting by $meta',
  ],
  [(c) => c.find().explain(), 'explain()'],
  [(c) => c.insertOne({}, { session: {} as never }), 'sessions or transactions'],
  [(c) => c.updateOne({}, { $set: { a: 1 } }, { collation: { locale: 'en' } }), 'collations'],
  [(c) => c.aggregate([{ $out: 'x' }]).toArray(), 'the aggregation stage $out'],
  [(c) => c.aggregate([{ $geoNear: {} }]).toArray(), 'the aggregation stage $geoNear'],
  [(c) => c.aggregate([{ $facet: { x: [{ $merge: 'y' }] } }]).toArray(), 'the aggregation stage $merge'],
  [(c) => c.createIndex({ a: 'text' }), 'indexes of type text'],
  [(c) => c.createIndex({ a: '2dsphere' }), 'indexes of type 2dsphere'],
  [(c) => c.createIndex({ '$**': 1 }), 'wildcard indexes ($**)'],
  [(c) => c.createIndex({ a: 1 }, { collation: { locale: 'en' } }), 'the index option collation'],
  [(c) => c.createIndex({ a: 1 }, { hidden: true }), 'the index option hidden'],
  [(c) => c.bulkWrite([{ renameOne: {} } as never]), 'the bulk operation renameOne'],
]

for (const [call, name] of refused) {
  test(`${name} is refused by name`, async () => {
    const things = rawCollection()
    await things.insertOne({ a: 1 })
    await expect((async () => call(things))()).rejects.toThrow(`The embedded database does not support ${name}`)
  })
}

test('transactions, other databases, commands and capped collections are refused by name', async () => {
  const { connection } = mongoose
  await expect(connection.startSession()).rejects.toThrow('does not support sessions or transactions')
  await expect(connection.transaction(async () => undefined)).rejects.toThrow(
    'does not support sessions or transactions',
  )
  expect(() => connection.useDb('other')).toThrow('does not support useDb()')
  await expect(connection.db?.command({ collStats: 'x' })).rejects.toThrow('does not support the command collStats')
  await expect(connection.createCollection('c', { capped: true, size: 1 })).rejects.toThrow(
    'does not support the collection option capped',
  )
  await expect(
    looseModel()
      .find()
      .session({ id: 1 } as never),
  ).rejects.toThrow('does not support sessions or transactions')
})

test('arithmetic on Decimal128 is refused by name', async () => {
  const things = rawCollection()
  await things.insertOne({ n: mongoose.mongo.Decimal128.fromString('1') })
  await expect(things.updateOne({}, { $inc: { n: 1 } })).rejects.toThrow('does not support arithmetic on Decimal128')
})

test('what only servers care about is accepted', async () => {
  const things = rawCollection()
  await things.insertOne({ a: 1 }, { writeConcern: { w: 'majority', j: true } })
  const found = await things
    .find({}, { readPreference: 'primary', maxTimeMS: 5, hint: { a: 1 }, comment: 'x', batchSize: 1 })
    .toArray()
  expect(found).toHaveLength(1)
})
