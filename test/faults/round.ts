import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { checkAll } from './check.ts'
import { accuse, count, type Ledger } from './ledger.ts'
import { officeOf, startLoad } from './load.ts'
import { replay } from './people.ts'
import type { Chance } from './random.ts'
import type { Act } from './schedule.ts'
import { settle } from './settle.ts'
import type { Stage } from './stage.ts'
import { carryOut } from './strike.ts'

const gracefulMs = 10_000

/** One batch of faults under load. `stops` collects how long graceful stops took; `freezeMs` (0 for none) freezes one process. */
export interface Round {
  ledger: Ledger
  acts: Act[]
  chance: Chance
  until: number
  stops: number[]
  freezeMs: number
}

/** Plays a round, lets everything settle, checks I1 to I8, and leaves all apps serving. */
export async function playRound(stage: Stage, round: Round) {
  const { ledger, acts, chance, until, stops, freezeMs } = round
  const load = startLoad(stage, ledger, chance)
  if (freezeMs > 0) acts.splice(Math.floor(acts.length / 4), 0, freeze(stage, freezeMs))
  const since = performance.now()
  await carryOut(stage, ledger, acts, until)
  await setTimeout(Math.max(0, freezeMs * (stage.mongodb ? 1 : 0) - (performance.now() - since)))
  await load.stop()
  const settled = await settle(stage)
  if (!settled.done) accuse(ledger, 'I3 the queue did not empty')
  for (const { code, ms } of settled.stops) {
    stops.push(ms)
    if (code !== 0 || ms > gracefulMs)
      accuse(ledger, `C22 a graceful stop ended with ${code} after ${Math.round(ms)} ms`)
  }
  for (const one of [...stage.apps, stage.relay, ...(stage.mongodb ? [stage.mongodb.process] : [])])
    for (const crash of one.crashes.splice(0)) {
      if (refusedForRoom(stage, ledger)) count(ledger, 'starts refused for want of room')
      else accuse(ledger, `C01 ${crash}`)
    }
  const figures = await stage.withDatabase(() => checkAll(ledger, stage.relayLog))
  if (!stage.mongodb) for (const app of stage.apps) app.start()
  await Promise.all(stage.apps.map((app) => app.whenReady()))
  await replayOld(stage, ledger, chance)
  return figures
}

/** A process that is started while the disk is full may say so and end; there are no more such ends than such sentences. */
function refusedForRoom({ folder }: Stage, ledger: Ledger): boolean {
  const sentences = readFileSync(join(folder, 'apps.log'), 'utf8').split(
    'Latchkey cannot start. database or disk is full',
  )
  return sentences.length - 1 > (ledger.counts['starts refused for want of room'] ?? 0)
}

/** Sessions that ended before a kill are still nobody's after it. */
async function replayOld(stage: Stage, ledger: Ledger, chance: Chance): Promise<void> {
  const office = officeOf(stage, ledger, chance)
  for (const person of ledger.people) {
    const ended = person.endedSessions.splice(0).at(-1)
    if (ended) await replay(office, person, ended)
  }
}

function freeze(stage: Stage, forMs: number): Act {
  return { fault: { kind: 'freeze-app', which: stage.apps.length - 1, forMs }, gapMs: 0, hasty: false }
}
