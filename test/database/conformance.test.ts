import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { filterRows, projectionRows, sortRows, updateRows, wrongFilters, wrongUpdates } from './conformance-rows.ts'
import { type Doc, freshCollection, onTestServer } from './conformance-support.ts'

useDatabase()

for (const { says, values, filter, matching, notOn } of filterRows) {
  for (const indexed of [false, true]) {
    // With an index the protocol server finds nothing by a pattern, wants one item of an array to meet both ends of a range,
    // and takes no scalar on the way of a dotted path for a missing field.
    test.skipIf(onTestServer && (notOn === 'server' || (indexed && notOn === 'indexed server')))(
      `${says}${indexed ? ', with an index' : ''}`,
      async () => {
        const things = freshCollection()
        if (indexed) for (const key of ['v', 'v.a']) await things.createIndex({ [key]: 1 })
        await things.insertMany(values.map((v, _id) => (v === undefined ? { _id } : { _id, v })))
        const found = await things.find(filter).sort({ _id: 1 }).toArray()
        expect(found.map(({ _id }) => _id)).toEqual(matching)
        expect(await things.countDocuments(filter)).toBe(matching.length)
        expect((await things.deleteMany(filter)).deletedCount).toBe(matching.length)
      },
    )
  }
}

for (const { says, before, filter = {}, update, after, options = {}, notOn } of updateRows) {
  test.skipIf(onTestServer && notOn === 'server')(`an update: ${says}`, async () => {
    const things = freshCollection()
    await things.insertOne({ _id: 1, ...before })
    const done = await things.updateOne({ _id: 1, ...filter }, update as never, options as never)
    const { _id, ...kept } = (await things.findOne({})) as unknown as Doc
    expect(kept).toEqual(after)
    expect(done).toMatchObject({ acknowledged: true, matchedCount: 1, upsertedCount: 0, upsertedId: null })
    expect(done.modifiedCount).toBe(JSON.stringify(before) === JSON.stringify(after) ? 0 : 1)
  })
}

// The protocol server keeps to the order of the operators.
test.skipIf(onTestServer)('an update of several fields writes new ones in the order of their names', async () => {
  const things = freshCollection()
  await things.insertOne({ _id: 1 })
  await things.updateOne({ _id: 1 }, { $set: { z: 1, b: 2 }, $inc: { a: 1 as never } })
  expect(Object.keys((await things.findOne({})) ?? {})).toEqual(['_id', 'a', 'b', 'z'])
})

for (const [projection, given, seen] of projectionRows) {
  test(`a projection ${JSON.stringify(projection)}`, async () => {
    const things = freshCollection()
    await things.insertOne({ _id: 1, ...given })
    expect(await things.findOne({}, { projection })).toEqual(seen)
    expect((await things.findOneAndUpdate({ _id: 1 }, { $set: { zz: 1 } }, { projection })) ?? {}).toEqual(seen)
  })
}

for (const { says, values, order } of sortRows) {
  test(`a sort: ${says}`, async () => {
    const things = freshCollection()
    await things.insertMany(values.map((v, _id) => (v === undefined ? { _id } : { _id, v })))
    const ids = async (way: 1 | -1) => (await things.find().sort({ v: way, _id: way }).toArray()).map(({ _id }) => _id)
    expect(await ids(1)).toEqual(order)
    await things.createIndex({ v: 1 })
    expect(await ids(1)).toEqual(order)
  })
}

for (const [filter, code] of wrongFilters) {
  test(`the filter ${JSON.stringify(filter)} is error ${code}`, async () => {
    const things = freshCollection()
    await things.insertOne({ _id: 1, a: [1], n: 1 })
    for (const act of [
      () => things.findOne(filter),
      () => things.countDocuments(filter),
      () => things.deleteMany(filter),
      () => things.updateOne(filter, { $set: { q: 1 } }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code })
    }
    expect(await things.find().toArray()).toEqual([{ _id: 1, a: [1], n: 1 }])
  })
}

for (const { update, code, notOn } of wrongUpdates) {
  test.skipIf(onTestServer && notOn === 'server')(`the update ${JSON.stringify(update)} is error ${code}`, async () => {
    const things = freshCollection()
    const kept = { _id: 1, n: 1, s: 'text', o: { x: 1 }, a: [1] }
    await things.insertOne(structuredClone(kept))
    const failure = await things.updateOne({ _id: 1 }, update as never).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(mongoose.mongo.MongoServerError)
    expect(failure).toMatchObject({ code })
    expect(await things.findOne({})).toEqual(kept)
  })
}
