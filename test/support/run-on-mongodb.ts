import { spawn } from 'node:child_process'
import { MongoMemoryReplSet } from 'mongodb-memory-server-core'
import mongoose from 'mongoose'

/** Runs the whole suite on a MongoDB: the one MONGODB_TEST_URI names, else a replica set of one member from the `mongod` on the
 *  path or from a download. Arguments go to vitest. */
const given = process.env.MONGODB_TEST_URI
const own = given ? undefined : await MongoMemoryReplSet.create({ replSet: { count: 1, storageEngine: 'wiredTiger' } })
const uri = given ?? own?.getUri() ?? ''

await mongoose.connect(uri, { serverSelectionTimeoutMS: 5000 })
const build = await mongoose.connection.db?.admin().command({ buildInfo: 1 })
process.stdout.write(`MongoDB protocol server: version ${build?.version}, ${given ? 'given' : 'started here'}\n`)
await mongoose.disconnect()

const env = { ...process.env, MONGODB_TEST_URI: uri }
const suite = spawn('npx', ['vitest', 'run', ...process.argv.slice(2)], { stdio: 'inherit', env })
suite.on('exit', async (code) => {
  await own?.stop()
  process.exit(code ?? 1)
})
