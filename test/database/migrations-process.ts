import mongoose from 'mongoose'
import { readConfig } from '../../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { createIndexes } from '../../src/database/indexes.ts'
import { migrate } from '../../src/database/migrations/migrate.ts'
import '../../src/users/model.ts'

// Prepares the MongoDB it is given as a starting process does, and says what it did.
try {
  await connectDatabase(readConfig({ DATA_DIR: '/nowhere', MONGODB_URI: process.argv[2] }))
  const recorded = await migrate(new Date())
  await createIndexes()
  const indexes = (await mongoose.connection.collection('users').indexes()).map(({ name }) => name).sort()
  await disconnectDatabase()
  process.stdout.write(`${JSON.stringify({ recorded, indexes })}\n`)
} catch (error) {
  process.stdout.write(`${JSON.stringify({ recorded: [], indexes: [], fault: String(error) })}\n`)
  process.exit(1)
}
