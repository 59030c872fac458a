import mongoose from 'mongoose'
import { openEmbedded } from '../../src/database/embedded/open.ts'

// Writes numbers one after another, several at a time, and says aloud which are acknowledged, until it is killed.
try {
  await openEmbedded(mongoose, process.argv[2] ?? '')
  const things = mongoose.connection.collection('things')
  await things.createIndex({ n: 1 }, { unique: true })
  for (let n = await things.countDocuments(); ; n += 4) {
    await Promise.all([0, 1, 2, 3].map((more) => things.insertOne({ n: n + more })))
    process.stdout.write(`${[0, 1, 2, 3].map((more) => `acknowledged ${n + more}`).join('\n')}\n`)
  }
} catch (error) {
  process.stdout.write(`refused: ${(error as Error).message}\n`)
}
