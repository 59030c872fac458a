import type { Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { createAdminDoor } from './admin-door.ts'
import { Background } from './background.ts'
import { commandRoutes } from './cli/routes.ts'
import { ConfigFault, readConfig } from './config.ts'
import { isDatabaseAway } from './database/away.ts'
import { createClock } from './database/clock.ts'
import { connectDatabase, disconnectDatabase } from './database/connect.ts'
import { prepareData } from './database/prepare.ts'
import { refuseHalfRestored } from './database/restoring.ts'
import { untilWritten } from './database/until-written.ts'
import type { Deps } from './deps.ts'
import { greet } from './greet.ts'
import { listen } from './listen.ts'
import { createLog } from './log.ts'
import { lettingGo } from './mail/let-go.ts'
import { keepRefreshToken } from './organization/mail-settings.ts'
import { countWithoutPepper } from './overview/examine-passwords.ts'
import { createPublicDoor } from './public-door.ts'
import { preparePasswords, warmUpPasswords } from './security/passwords.ts'
import { loadSecrets } from './security/secrets.ts'
import { createSmtpTransport } from './smtp/transport.ts'
import { stopListening } from './stop-listening.ts'
import { addWork } from './work.ts'

const retryMs = 1000
const followEveryMs = 5000

/** All done within 10 s: supervisors kill what takes longer. Load balancers see readiness drop in the first second. */
const ready = { noticeMs: 1000, graceMs: 8000 }
const notReadyYet = { noticeMs: 0, graceMs: 500 }
const letGoOfMailMs = 7000
const disconnectMs = 1000

const leaving = new AbortController()
const lettersUnderWay = new AbortController()
let deps: Deps | undefined
let doors: Server[] = []

/** Opens both doors, then the database behind them, then begins to work. Throws where it cannot; see `refuse`. */
export async function start(): Promise<void> {
  const read = readConfig()
  const config = Object.freeze({ ...read, secrets: loadSecrets(read) })
  preparePasswords(config.passwords)
  const clock = createClock(Date.now)
  const log = createLog(config.logLevel, (line) => process.stdout.write(line), clock.now)
  const relay = createSmtpTransport({
    egress: config.smtpEgress,
    keepRefreshToken: (change) => untilWritten(() => keepRefreshToken(config, change)),
  })
  const transport = lettingGo(relay, lettersUnderWay.signal)
  const own: Deps = { config, clock, log, transport, background: new Background(log) }
  deps = own
  addWork(own)
  const commands = config.mongodbUri === undefined ? commandRoutes(own) : undefined
  const opened = [
    listen(createPublicDoor(own), config.publicDoor),
    listen(createAdminDoor(own, commands), config.adminDoor),
  ]
  doors = await Promise.all(opened)
  await whileAway(own, () => connectDatabase(config))
  if (config.mongodbUri !== undefined) {
    await whileAway(own, clock.follow)
    setInterval(
      () => clock.follow().catch((error) => log.warn('database-time-unknown', { error })),
      followEveryMs,
    ).unref()
  }
  await whileAway(own, refuseHalfRestored)
  await whileAway(own, () => prepareData(clock.now()))
  await warmUpPasswords()
  await whileAway(own, () => sayLostPepper(own))
  await whileAway(own, () => greet(own))
  own.background.start()
}

/** Says on one line per fault why it cannot start, and ends the process with 1. */
export function refuse(error: unknown): void {
  const lines = error instanceof ConfigFault ? error.lines : [error instanceof Error ? error.message : String(error)]
  for (const line of lines) process.stderr.write(`Latchkey cannot start. ${line}\n`)
  process.exit(1)
}

/** A lost pepper shuts out those whose passwords need it, who can choose new ones; so it is said, and nobody else is kept waiting. */
async function sayLostPepper({ config, log }: Deps): Promise<void> {
  const people = await countWithoutPepper(config.passwords)
  if (people > 0) log.error('pepper-missing', { people })
}

/** Takes a step of the start again as long as the database is away; the doors say 503 meanwhile. An embedded file is never away:
 *  what it refuses ends the start. */
async function whileAway({ config, log }: Deps, step: () => Promise<void>): Promise<void> {
  for (;;) {
    leaving.signal.throwIfAborted()
    try {
      return await step()
    } catch (error) {
      if (!isDatabaseAway(error) || config.mongodbUri === undefined) throw error
      log.warn('database-away', { error })
      await setTimeout(retryMs, undefined, leaving)
    }
  }
}

/** Leaves in order, at any moment of the start or later, within 10 s and without losing a request: readiness drops, then the
 *  doors close, then the database. Mail still with a relay goes back to the queue. */
export async function stop(): Promise<void> {
  leaving.abort()
  if (!deps) return
  const { log, background } = deps
  log.info('stopping')
  const haste = background.phase === 'working' ? ready : notReadyYet
  const work = background.stop()
  void setTimeout(letGoOfMailMs).then(() => lettersUnderWay.abort())
  const worked = Promise.race([work, setTimeout(haste.graceMs)])
  await Promise.all([...doors.map((door) => stopListening(door, haste)), worked])
  await Promise.race([disconnectDatabase(), setTimeout(disconnectMs)])
}
