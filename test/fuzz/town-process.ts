import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { preparePasswords } from '../../src/security/passwords.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { People } from '../../src/users/model.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import { startLatchkey } from '../support/start-latchkey.ts'
import { callersOf } from './callers.ts'
import { keepTown } from './keep-town.ts'
import { seedTown } from './seed-town.ts'
import type { Said } from './town.ts'

// The product in a process of its own, so that what it does to its runner is seen as a client sees it. Hashes are cheap here and may
// wait in any number: what is looked for is in what is said, not in how much of it.

preparePasswords({ cost: { memoryKib: 64, passes: 1, lanes: 1 }, peppers: [], atOnce: 2, waiting: 10_000 })
const latchkey = await startLatchkey()
const smtp = await startSmtpServer()
const { deps, clock, logLines, brokenPromises } = latchkey
const limits = { connectMs: 300, greetingMs: 300, probeMs: 200, diagnosisMs: 700, overallMs: 2000 }
deps.transport = createSmtpTransport({
  ...limits,
  egress: [{ denies: false, place: 'loopback', ports: { first: 1, last: 65_535 } }],
})

const { town, holders, keys } = await seedTown(latchkey, smtp)
const farAway = new Date(Date.now() + 3650 * 24 * 3_600_000)
await deps.background.idle()
await People.updateMany({ proof: { $exists: true } }, { $set: { 'proof.expiresAt': farAway } })
await People.updateMany({ pendingEmail: { $exists: true } }, { $set: { 'pendingEmail.expiresAt': farAway } })
const restore = await keepTown()
const loop = monitorEventLoopDelay({ resolution: 10 })
const pace = { everyMs: 3000, seconds: 10 }

deps.background.start()
process.on('disconnect', () => process.exit(0))
say({ kind: 'open', town: { ...town, callers: await callersOf(latchkey, { holders, keys }) } })
logLines.length = 0
loop.enable()

for (;;) {
  await setTimeout(pace.everyMs)
  clock.advanceSeconds(pace.seconds)
  // what the town's own upkeep costs is nobody's request
  await restore()
  say({ kind: 'callers', callers: await callersOf(latchkey, { holders, keys }) })
  const errors = logLines.filter((line) => line.includes('"level":"error"') || line.includes('request-failed'))
  say({
    kind: 'state',
    faults: [...errors, ...brokenPromises.splice(0)],
    blockedMs: Math.round(loop.max / 1e6),
    megabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
  })
  logLines.length = 0
  smtp.mails.length = 0
  smtp.commands.length = 0
  loop.reset()
}

function say(said: Said): void {
  process.send?.(said)
}
