import { setTimeout } from 'node:timers/promises'
import { MongoMemoryReplSet } from 'mongodb-memory-server-core'
import mongoose from 'mongoose'
import { kills } from './kills.ts'
import type { MongodbServer } from './mongodb.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, skippedOutcome } from './outcome.ts'

const members = 3
const patienceMs = 60_000

/** C13: a replica set of three members whose primary is killed under load, again and again. Only where MongoMemoryReplSet can start
 *  (a `mongod` on the path, or a download); elsewhere the outcome says that it was skipped. */
export async function replicaSet(options: Options, database: DatabaseName): Promise<Outcome> {
  const set = await MongoMemoryReplSet.create({
    replSet: { count: members, storageEngine: 'wiredTiger', args: ['--setParameter', 'enableTestCommands=1'] },
  }).catch((error: Error) => error)
  if (set instanceof Error) {
    const reason = `MongoMemoryReplSet does not start here: ${set.message.split('\n')[0]}`
    return skippedOutcome(options, `MongoDB, ${members} members`, reason)
  }
  try {
    return await kills(options, database, { server: serverOf(set) })
  } finally {
    await set.stop()
  }
}

/** The set in the runner's terms: killing "the database" kills its primary, which joins again at once. */
function serverOf(set: MongoMemoryReplSet): MongodbServer {
  const uri = set.getUri('latchkey')
  const command = (what: object) =>
    onAdmin(uri, what).then(
      () => true,
      () => false,
    )
  const process: MongodbServer['process'] = {
    name: 'database',
    readyAfterMs: [],
    crashes: [],
    start: () => {},
    whenReady: async () => {
      for (const since = Date.now(); !(await command({ ping: 1 })); await setTimeout(100))
        if (Date.now() - since > patienceMs) throw new Error('The replica set elects no primary')
    },
    kill: () => {
      const primary = set.servers.find((server) => server.instanceInfo?.instance.isInstancePrimary)
      const child = primary?.instanceInfo?.instance.mongodProcess
      if (!primary || !child?.kill('SIGKILL')) return false
      child.once('exit', () => void primary.start(true).catch(() => {}))
      return true
    },
    freeze: () => {},
    thaw: () => {},
    isFrozen: () => false,
    stop: async () => ({ code: 0, ms: 0 }),
  }
  return {
    process,
    uri,
    port: 0,
    nameAndVersion: async () => `MongoDB ${(await onAdmin(uri, { buildInfo: 1 })).version}, ${members} members`,
    setFailPoint: async () => false,
    clearFailPoints: async () => {},
    stepDown: () => command({ replSetStepDown: 5, force: true }),
  }
}

async function onAdmin(uri: string, command: object): Promise<Record<string, unknown>> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 2000 }).asPromise()
  try {
    return (await connection.getClient().db('admin').command(command)) as Record<string, unknown>
  } finally {
    await connection.close()
  }
}
