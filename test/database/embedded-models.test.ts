import mongoose from 'mongoose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeEmbedded, openEmbedded } from '../../src/database/embedded/open.ts'
import { useEmbeddedDatabase } from './embedded-support.ts'

// Compiled before the driver is chosen, as every model of the house is.
const schema = new mongoose.Schema(
  {
    email: { type: String, required: true, unique: true },
    age: Number,
    tags: [String],
    picture: Buffer,
    address: { city: String },
    keys: [{ name: String, uses: { type: Number, default: 0 } }],
    leftAt: { type: Date, expires: 60 },
  },
  { timestamps: true },
)
schema.index({ age: 1, email: -1 })
const Person = mongoose.model('Person', schema)

const place = useEmbeddedDatabase()

beforeEach(async () => {
  await Person.init()
  await Person.create([
    { email: 'alice@example.org', age: 30, tags: ['a', 'b'], keys: [{ name: 'k' }] },
    { email: 'bob@example.org', age: 20, address: { city: 'Ghent' } },
    { email: 'carol@example.org', age: 25, tags: ['b'], picture: Buffer.from([1, 2]) },
  ])
})

afterEach(async () => {
  await Person.deleteMany({})
})

test('a document is created, found, changed, saved and removed', async () => {
  const alice = await Person.findOne({ email: 'alice@example.org' }).orFail()
  alice.tags.push('c')
  alice.set('address.city', 'Bruges')
  await alice.save()
  expect(await Person.findById(alice._id).lean()).toMatchObject({
    tags: ['a', 'b', 'c'],
    address: { city: 'Bruges' },
    __v: 1,
  })
  await alice.deleteOne()
  expect(await Person.exists({ _id: alice._id })).toBeNull()
})

test('two saves of the same array cannot both win', async () => {
  const [one, two] = [await Person.findOne({ age: 30 }).orFail(), await Person.findOne({ age: 30 }).orFail()]
  one.set('tags.0', 'x')
  two.set('tags', ['y'])
  await two.save()
  await expect(one.save()).rejects.toThrow(mongoose.Error.VersionError)
})

test('find sorts, skips, limits, selects and leans', async () => {
  expect(await Person.find().sort({ age: 1 }).skip(1).limit(1).select('email -_id').lean()).toEqual([
    { email: 'carol@example.org' },
  ])
  expect(await Person.find({ tags: 'b' }, { email: 1, _id: 0 }).sort('-email').lean()).toEqual([
    { email: 'carol@example.org' },
    { email: 'alice@example.org' },
  ])
  const hidden = await Person.findOne({ age: 20 }).select('-createdAt -updatedAt -keys -tags -_id').lean()
  expect(hidden).toEqual({ email: 'bob@example.org', age: 20, address: { city: 'Ghent' }, __v: 0 })
  const last = await Person.findOne({ age: 30 }, { tags: { $slice: -1 } }).lean<{ tags: string[] }>()
  expect(last?.tags).toEqual(['b'])
})

test('a cursor gives the documents one by one', async () => {
  const ages: (number | null | undefined)[] = []
  for await (const person of Person.find().sort({ age: 1 }).cursor()) ages.push(person.age)
  expect(ages).toEqual([20, 25, 30])
  const cursor = Person.find().sort({ age: -1 }).cursor()
  expect((await cursor.next())?.age).toBe(30)
  await cursor.close()
})

test('documents are counted, and different values listed', async () => {
  expect(await Person.countDocuments({ age: { $gt: 20 } })).toBe(2)
  expect(await Person.estimatedDocumentCount()).toBe(3)
  expect(await Person.distinct('tags')).toEqual(['a', 'b'])
  expect(await Person.distinct('address.city')).toEqual(['Ghent'])
})

test('the updates of a model reach the driver', async () => {
  expect(await Person.updateMany({ age: { $lt: 30 } }, { $inc: { age: 1 } })).toMatchObject({
    matchedCount: 2,
    modifiedCount: 2,
  })
  const used = await Person.findOneAndUpdate(
    { 'keys.name': 'k' },
    { $inc: { 'keys.$.uses': 2 } },
    { returnDocument: 'after' },
  )
  expect(used?.keys[0]?.uses).toBe(2)
  const made = await Person.findOneAndUpdate(
    { email: 'dave@example.org' },
    { $setOnInsert: { age: 1 } },
    { upsert: true, returnDocument: 'after' },
  )
  expect(made).toMatchObject({ email: 'dave@example.org', age: 1 })
  expect(await Person.replaceOne({ email: 'dave@example.org' }, { email: 'eve@example.org' })).toMatchObject({
    modifiedCount: 1,
  })
  expect((await Person.findOneAndDelete({ email: 'eve@example.org' }))?.email).toBe('eve@example.org')
  expect(await Person.findOneAndReplace({ age: 31 }, { email: 'x@example.org' })).toBeNull()
})

test('insertMany tells which documents were left out', async () => {
  const people = [{ email: 'dan@example.org' }, { email: 'bob@example.org' }, { email: 'eve@example.org' }]
  await expect(Person.insertMany(people, { ordered: false })).rejects.toMatchObject({
    code: 11000,
    insertedDocs: [{ email: 'dan@example.org' }, { email: 'eve@example.org' }],
  })
  expect(await Person.countDocuments()).toBe(5)
  await expect(
    Person.bulkWrite([{ insertOne: { document: { email: 'bob@example.org' } } }] as never),
  ).rejects.toMatchObject({ code: 11000 })
})

test('a pipeline groups, sorts, unwinds and looks elsewhere', async () => {
  expect(
    await Person.aggregate([{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { _id: 1 } }]),
  ).toEqual([
    { _id: 'a', n: 1 },
    { _id: 'b', n: 2 },
  ])
  expect(
    await Person.aggregate([
      { $match: { age: { $gt: 20 } } },
      { $sort: { age: -1 } },
      { $limit: 1 },
      { $project: { _id: 0, age: 1 } },
    ]),
  ).toEqual([{ age: 30 }])
  const [found] = await Person.aggregate([
    { $match: { age: 20 } },
    { $lookup: { from: 'people', localField: 'email', foreignField: 'email', as: 'same' } },
    { $project: { n: { $size: '$same' } } },
  ])
  expect(found).toMatchObject({ n: 1 })
  expect(await Person.aggregate([{ $match: { age: 1 } }, { $count: 'n' }])).toEqual([])
})

test('syncIndexes brings the indexes to what the schema says', async () => {
  await Person.collection.createIndex({ tags: 1 })
  expect(await Person.syncIndexes()).toEqual(['tags_1'])
  expect((await Person.listIndexes()).map((index: { name: string }) => index.name).sort()).toEqual([
    '_id_',
    'age_1_email_-1',
    'email_1',
    'leftAt_1',
  ])
  expect(await Person.diffIndexes()).toEqual({ toDrop: [], toCreate: [] })
})

test('collections are listed, dropped, and the whole database with them', async () => {
  await mongoose.connection.createCollection('extra')
  expect((await mongoose.connection.listCollections()).map(({ name }) => name)).toContain('extra')
  await mongoose.connection.dropCollection('extra')
  expect((await mongoose.connection.listCollections()).map(({ name }) => name)).not.toContain('extra')
  await mongoose.connection.dropDatabase()
  expect(await mongoose.connection.listCollections()).toEqual([])
  expect(await Person.find()).toEqual([])
})

test('what was written is there after closing and opening again', async () => {
  await closeEmbedded(mongoose)
  await openEmbedded(mongoose, place.file)
  expect(await Person.countDocuments()).toBe(3)
  await expect(Person.create({ email: 'bob@example.org' })).rejects.toMatchObject({ code: 11000 })
})
