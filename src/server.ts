import type { Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { createAdminDoor } from './admin-door.ts'
import { Background } from './background.ts'
import { ConfigFault, readConfig } from './config.ts'
import { isDatabaseAway } from './database/away.ts'
import { connectDatabase, disconnectDatabase } from './database/connect.ts'
import { createIndexes } from './database/indexes.ts'
import { migrate } from './database/migrations/migrate.ts'
import type { Deps } from './deps.ts'
import { listen, stopListening } from './listen.ts'
import { createLog } from './log.ts'
import { createSmtpTransport } from './mail/smtp.ts'
import { createPublicDoor } from './public-door.ts'
import { warmUpPasswords } from './security/passwords.ts'
import { loadSecrets } from './security/secrets.ts'
import { issueSetupLink } from './setup/link.ts'
import { repairRoster } from './users/administrators.ts'
import { hasFirstAdministrator } from './users/users.ts'
import { addWork } from './work.ts'

const graceMs = 8000
const retryMs = 1000

let stopping = false

try {
  await start()
} catch (error) {
  // What fails because we are told to stop is no fault of the start.
  if (!stopping) refuse(error)
}

function refuse(error: unknown): void {
  const lines = error instanceof ConfigFault ? error.lines : [error instanceof Error ? error.message : String(error)]
  for (const line of lines) process.stderr.write(`Latchkey cannot start. ${line}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const read = readConfig()
  const config = Object.freeze({ ...read, secrets: loadSecrets(read) })
  const clock = { now: () => new Date() }
  const log = createLog(config.logLevel, (line) => process.stdout.write(line), clock.now)
  const deps: Deps = { config, clock, log, transport: createSmtpTransport(), background: new Background(log) }
  addWork(deps)
  const doors = await Promise.all([
    listen(createPublicDoor(deps), config.publicDoor),
    listen(createAdminDoor(deps), config.adminDoor),
  ])
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(deps, doors))
  await whileAway(deps, () => connectDatabase(config))
  await whileAway(deps, prepareData)
  await warmUpPasswords()
  await whileAway(deps, () => greet(deps))
  if (!stopping) deps.background.start()

  async function prepareData(): Promise<void> {
    await migrate(clock.now())
    await createIndexes()
    await repairRoster()
  }
}

/** Takes a step of the start again as long as the database is away; the doors say 503 meanwhile. An embedded file is never away:
 *  what it refuses ends the start. */
async function whileAway({ config, log }: Deps, step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await step()
    } catch (error) {
      if (!isDatabaseAway(error) || config.mongodbUri === undefined) throw error
      log.warn('database-away', { error })
      await setTimeout(retryMs)
    }
  }
}

async function stop({ log, background }: Deps, doors: Server[]): Promise<void> {
  stopping = true
  log.info('stopping')
  // A relay may take minutes over its last word; its letter's lease ends by itself and another process goes on with it.
  const work = Promise.race([background.stop(), setTimeout(graceMs)])
  await Promise.all([...doors.map((door) => stopListening(door, graceMs)), work])
  await disconnectDatabase()
  process.exit(0)
}

async function greet({ config }: Deps): Promise<void> {
  const { publicDoor, adminDoor } = config
  const lines = [
    '',
    `  Sign-in and My Account   ${publicDoor.origin}`,
    `  Console                  ${adminDoor.origin}`,
  ]
  if (!(await hasFirstAdministrator())) {
    const secret = await issueSetupLink(config.setupToken)
    lines.push(
      '',
      '  Nobody is administrator yet. Open this link, once, to begin:',
      `  ${adminDoor.origin}/setup?token=${encodeURIComponent(secret)}`,
    )
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
