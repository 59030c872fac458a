// Over 120 lines: everything the runner starts, in the order it needs one another.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { type Config, readConfig } from '../../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import { freePort } from '../process/running.ts'
import { type MongodbServer, mongodbServer } from './mongodb.ts'
import type { DatabaseName } from './options.ts'
import { followRelay, greeting, type RelayLog } from './relay-log.ts'
import { type Mood, writeMood } from './relay-mood.ts'
import { relayProcess } from './relay-process.ts'
import { snapshot } from './snapshot.ts'
import { type Supervised, supervise } from './supervise.ts'
import { startWire, type Wire } from './wire.ts'

export const publicOrigin = 'http://id.latchkey.test'
export const adminOrigin = 'http://console.latchkey.test'

// The models of this process only look; work of their own would go on behind a connection that is closed again at once.
mongoose.set({ autoIndex: false, autoCreate: false })

/** Everything the runner started: one app on the embedded database, whose file belongs to one process; two on MongoDB. */
export interface Stage {
  folder: string
  acceptedFile: string
  config: Config
  setupToken: string
  /** `wire` leads from an app to its database, where the scenario wants to cut it. */
  apps: (Supervised & Ports & { wire: Wire | undefined })[]
  relay: Supervised
  relayPort: number
  relayLog: RelayLog
  mongodb: MongodbServer | undefined
  setMood(mood: Mood | null): void
  /** Puts the clock of an app wrong by so much, where clocks may be wrong. */
  shiftClock(app: number, ms: number): void
  /** Connects the models of this process to the database, for the length of `look`. The embedded file must be free. */
  withDatabase<Seen>(look: () => Promise<Seen>): Promise<Seen>
  /** One more app process on the same data, for scenarios that want to see it end. */
  launchApp(app: Ports): ChildProcess
  end(): Promise<void>
}

/** Where an app listens, and the name it greets the SMTP server by. */
interface Ports {
  name: string
  publicPort: number
  adminPort: number
  mongodbUri?: string | undefined
}

/** What a scenario wants otherwise than usual. */
interface Setting {
  dataDir?: string | undefined
  server?: MongodbServer | undefined
  wrongClocks?: boolean
  /** Whether each app is to have a wire of its own to MongoDB. */
  wires?: boolean
  /** Whether the apps are to note each connection they accepted, see `readAccepted`. */
  notesAccepted?: boolean
}

const preloads = ['app-name.mjs', 'accepted.mjs', 'shifted-clock.mjs'].map((file) => join(import.meta.dirname, file))

/** Prepares the processes and starts the database; the apps start when the scenario says so. */
export async function setStage(
  database: DatabaseName,
  { dataDir, server: given, wrongClocks = false, wires = false, notesAccepted = false }: Setting = {},
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-faults-'))
  const server = await snapshot(folder)
  const setupToken = randomBytes(24).toString('hex')
  const secret = randomBytes(32).toString('hex')
  const mongodb = given ?? (database === 'mongodb' ? mongodbServer(folder, await freePort()) : undefined)
  const env = {
    DATA_DIR: dataDir ?? join(folder, 'data'),
    SECRETS: secret,
    SETUP_TOKEN: setupToken,
    HOST: '127.0.0.1',
    PUBLIC_URL: publicOrigin,
    ADMIN_URL: adminOrigin,
    TRUST_PROXY: '1',
    LOG_LEVEL: 'warn',
    ...(mongodb && { MONGODB_URI: mongodb.uri }),
  }
  const said = openSync(join(folder, 'apps.log'), 'a')
  const { PATH = '' } = process.env
  const acceptedFile = join(folder, 'accepted')
  const clockOf = (port: number) => join(folder, `clock-${port}`)
  const launchApp = ({ name, publicPort, adminPort, mongodbUri }: Ports) => {
    const own = {
      FAULTS_NAME: greeting(name),
      FAULTS_CLOCK: clockOf(publicPort),
      ...(notesAccepted && { FAULTS_ACCEPTED: acceptedFile }),
      ...(mongodbUri && { MONGODB_URI: mongodbUri }),
    }
    const preloaded = preloads.slice(0, wrongClocks ? 3 : 2).flatMap((preload) => ['--import', preload])
    return spawn(process.execPath, [...preloaded, server], {
      env: { PATH, ...env, PORT: String(publicPort), ADMIN_PORT: String(adminPort), ...own },
      stdio: ['ignore', said, said],
    })
  }
  const apps: Stage['apps'] = []
  for (let number = 1; number <= (mongodb ? 2 : 1); number++) {
    const wire = mongodb && wires ? await startWire(mongodb.port) : undefined
    const mongodbUri = wire && mongodb?.uri.replace(`:${mongodb.port}/`, `:${wire.port}/`)
    const ports = { name: `app-${number}`, publicPort: await freePort(), adminPort: await freePort(), mongodbUri }
    const app = supervise({
      name: ports.name,
      launch: () => launchApp(ports),
      answers: () => isGood(`http://127.0.0.1:${ports.publicPort}/health/ready`),
    })
    apps.push(Object.assign(app, ports, { wire }))
  }
  const relayPort = await freePort()
  const [logFile, moodFile] = [join(folder, 'relay.log'), join(folder, 'relay-mood.json')]
  writeFileSync(logFile, '')
  writeMood(moodFile, null)
  const relay = relayProcess({ folder, port: relayPort, logFile, moodFile })
  relay.start()
  mongodb?.process.start()
  await Promise.all([relay.whenReady(), mongodb?.process.whenReady()])
  const config = readConfig(env)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  return {
    folder,
    acceptedFile,
    config,
    setupToken,
    apps,
    relay,
    relayPort,
    relayLog: followRelay(logFile),
    mongodb,
    setMood: (mood) => writeMood(moodFile, mood),
    shiftClock: (app, ms) => writeFileSync(clockOf(apps[app]?.publicPort ?? 0), String(ms)),
    withDatabase: async (look) => {
      await connectDatabase(config)
      return look().finally(disconnectDatabase)
    },
    launchApp,
    end: async () => {
      for (const { wire } of apps) wire?.end()
      for (const one of [...apps, relay, ...(mongodb ? [mongodb.process] : [])]) await one.stop('SIGKILL')
    },
  }
}

async function isGood(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(3000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}
