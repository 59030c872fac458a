import mongoose from 'mongoose'

type Doc = Record<string, unknown>

/** What a server says it examines for the finds behind a look, by explain: "25 keys, 25 documents". Counting is left out. */
export async function examined(look: () => Promise<void>): Promise<string> {
  const finds: { collection: string; filter: Doc; options: Doc }[] = []
  mongoose.set('debug', (collection: string, method: string, filter: Doc, options: Doc = {}) => {
    if (method === 'find' || method === 'findOne')
      finds.push({ collection, filter, options: method === 'findOne' ? { ...options, limit: 1 } : options })
  })
  await look()
  mongoose.set('debug', false)
  const sums = { keys: 0, documents: 0 }
  for (const { collection, filter, options } of finds) {
    const { projection, ...asked } = options
    const cursor = mongoose.connection.collection(collection).find(filter, asked)
    const { executionStats } = (await cursor.explain('executionStats')) as { executionStats: Record<string, number> }
    sums.keys += executionStats.totalKeysExamined ?? Number.NaN
    sums.documents += executionStats.totalDocsExamined ?? Number.NaN
  }
  return `${sums.keys} keys, ${sums.documents} documents`
}
