import { moveHead } from '../audit/head.ts'
import { Background } from '../background.ts'
import type { Config } from '../config.ts'
import { createClock } from '../database/clock.ts'
import { connectDatabase, disconnectDatabase } from '../database/connect.ts'
import { refuseHalfRestored } from '../database/restoring.ts'
import type { Deps } from '../deps.ts'
import { createLog } from '../log.ts'
import { keepRefreshToken } from '../organization/mail-settings.ts'
import { preparePasswords } from '../security/passwords.ts'
import { createSmtpTransport } from '../smtp/transport.ts'
import { tellEvent } from '../users/tell-event.ts'

/** Does something in this process, with a database that is whole, as `hereAsItIs` does. Throws where a restore was stopped in it. */
export function here<Result>(
  config: Config,
  work: (deps: Deps) => Promise<Result>,
): Promise<{ result: Result } | { refusal: string }> {
  return hereAsItIs(config, async (deps) => {
    await refuseHalfRestored()
    return work(deps)
  })
}

/** Does something in this process, with the database open. Its background tells what is left to be told (letters to queue, audit
 *  entries); mail leaves from the server alone. `refusal` is why the database could not be opened. */
export async function hereAsItIs<Result>(
  config: Config,
  work: (deps: Deps) => Promise<Result>,
): Promise<{ result: Result } | { refusal: string }> {
  const refusal = await connectDatabase(config).then(
    () => undefined,
    (error: Error) => error.message,
  )
  if (refusal !== undefined) return { refusal }
  try {
    return { result: await work(await depsHere(config)) }
  } finally {
    await disconnectDatabase()
  }
}

async function depsHere(config: Config): Promise<Deps> {
  preparePasswords(config.passwords)
  const clock = createClock(Date.now)
  if (config.mongodbUri !== undefined) await clock.follow()
  const log = createLog('error', (line) => process.stderr.write(line), clock.now)
  const transport = createSmtpTransport({
    egress: config.smtpEgress,
    keepRefreshToken: (change) => keepRefreshToken(config, change),
  })
  const deps = { config, clock, log, transport, background: new Background(log) }
  deps.background.add({ name: 'tell-event', step: () => tellEvent(deps) })
  deps.background.add({ name: 'guard-audit-log', step: () => moveHead(deps) })
  return deps
}
