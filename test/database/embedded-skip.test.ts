import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Doc, rawCollection, useEmbeddedDatabase } from './embedded-support.ts'

useEmbeddedDatabase()

const doc = fc.record({ a: fc.integer({ min: 0, max: 5 }), b: fc.constantFrom('x', 'y', ['x', 'y']) })
const filter = fc.constantFrom<Doc>(
  {},
  { a: { $gte: 2 } },
  { a: { $in: [1, 3] } },
  { b: 'x' },
  { a: { $gt: 0 }, b: 'y' },
)
const indexSets: Record<string, 1 | -1>[][] = [[], [{ a: 1 }], [{ a: -1 }, { b: 1 }]]
const question = fc.record({
  filter,
  sort: fc.constantFrom<Record<string, 1 | -1>>({}, { a: 1 }, { a: -1 }, { b: 1 }),
  skip: fc.nat({ max: 14 }),
  limit: fc.nat({ max: 4 }),
})

test('skipping gives what is left of the whole answer, with and without an index', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doc, { maxLength: 12 }), fc.array(question, { minLength: 1, maxLength: 4 }), ask),
    { numRuns: 100 },
  )
})

async function ask(
  docs: Doc[],
  questions: { filter: Doc; sort: Record<string, 1 | -1>; skip: number; limit: number }[],
) {
  for (const indexes of indexSets) {
    const things = rawCollection()
    for (const key of indexes) await things.createIndex(key)
    if (docs.length > 0) await things.insertMany(docs.map((each, _id) => ({ _id, ...each })) as never)
    for (const { filter, sort, skip, limit } of questions) {
      const all = await things
        .find(filter as never)
        .sort(sort)
        .toArray()
      const some = await things
        .find(filter as never)
        .sort(sort)
        .skip(skip)
        .limit(limit)
        .toArray()
      expect(some).toEqual(all.slice(skip, limit === 0 ? undefined : skip + limit))
    }
  }
}

test('a page far behind looks at its own documents only', async () => {
  const things = rawCollection()
  await things.createIndex({ a: 1 })
  await things.insertMany(Array.from({ length: 2000 }, (_, a) => ({ a })))
  const page = await things
    .find({ a: { $gte: 0 } })
    .sort({ a: -1 })
    .skip(1990)
    .limit(25)
    .toArray()
  expect(page.map(({ a }) => a)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
  expect(
    await things
      .find({ a: { $gte: 0 } })
      .sort({ a: 1 })
      .skip(2000)
      .toArray(),
  ).toEqual([])
})
