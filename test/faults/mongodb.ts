import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import type { FailPoint } from './schedule.ts'
import { type Supervised, supervise } from './supervise.ts'

const usualCommand = 'secantusd-py --port PORT --storage-path DATA --sync-on-commit --enable-test-commands'

/** A server that speaks MongoDB's protocol, started and struck by the runner itself. */
export interface MongodbServer {
  process: Supervised
  uri: string
  /** Where it listens on this machine; 0 for several members. */
  port: number
  /** Its program and the version it answers. */
  nameAndVersion(): Promise<string>
  /** False where it was away at that moment. */
  setFailPoint(point: FailPoint, times: number): Promise<boolean>
  stepDown(): Promise<boolean>
  clearFailPoints(): Promise<void>
}

const writes = ['insert', 'update', 'findAndModify', 'delete']
const data: Record<FailPoint, object> = {
  'closed-connection': { failCommands: [...writes, 'find'], closeConnection: true },
  'not-primary': { failCommands: writes, errorCode: 10_107 },
  'shutting-down': { failCommands: writes, errorCode: 91 },
  'write-concern': {
    failCommands: writes,
    writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
  },
}

/** The command that starts a server: FAULTS_MONGODB_COMMAND, in which PORT and DATA stand for themselves, or the usual one. */
export function mongodbCommand(): string[] {
  return (process.env.FAULTS_MONGODB_COMMAND ?? usualCommand).split(' ')
}

/** Prepares a server with its data in `folder`; `start` of its process starts it. */
export function mongodbServer(folder: string, port: number): MongodbServer {
  mkdirSync(join(folder, 'mongodb'), { recursive: true })
  const said = openSync(join(folder, 'mongodb.log'), 'a')
  const words = mongodbCommand()
  const [program = '', ...args] = words.map((word) =>
    word.replace('PORT', String(port)).replace('DATA', join(folder, 'mongodb')),
  )
  const uri = `mongodb://127.0.0.1:${port}/latchkey?directConnection=true`
  const server = supervise({
    name: 'database',
    launch: () => spawn(program, args, { stdio: ['ignore', said, said] }),
    answers: () =>
      ask(uri, { ping: 1 }).then(
        () => true,
        () => false,
      ),
  })
  const did = (command: object) =>
    ask(uri, command).then(
      () => true,
      () => false,
    )
  return {
    process: server,
    uri,
    port,
    nameAndVersion: async () => {
      const build = await ask(uri, { buildInfo: 1 })
      return `${program.split('/').at(-1)} answering as MongoDB ${build.version}`
    },
    setFailPoint: (point, times) => did({ configureFailPoint: 'failCommand', mode: { times }, data: data[point] }),
    clearFailPoints: async () => void (await did({ configureFailPoint: 'failCommand', mode: 'off' })),
    stepDown: () => did({ replSetStepDown: 1, secondaryCatchUpPeriodSecs: 0, force: true }),
  }
}

async function ask(uri: string, command: object): Promise<Record<string, unknown>> {
  const options = { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000, socketTimeoutMS: 2000, retryWrites: false }
  const client = new MongoClient(uri, options)
  try {
    return await client.db('admin').command(command)
  } finally {
    await client.close()
  }
}
