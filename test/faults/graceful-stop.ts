import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { addCrowd } from './crowd.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, quantile } from './outcome.ts'
import { isPage } from './people.ts'
import { chanceOf } from './random.ts'
import { setUp } from './set-up.ts'
import { settle } from './settle.ts'
import { publicOrigin, type Stage, setStage } from './stage.ts'
import { visit } from './visitor.ts'

const usualRounds = 100
const askers = 6
const mostMs = 10_000

/** What became of the requests, each known by a client address of its own, which the audit log keeps. */
interface Asked {
  acknowledged: string[]
  cut: string[]
}

/** C22: SIGTERM under load, again and again: it ends with 0 within 10 s, every answer given holds, and no request that had an effect
 *  was left without its answer. */
export async function gracefulStop(options: Options, database: DatabaseName): Promise<Outcome> {
  const began = performance.now()
  const stage = await setStage(database)
  const chance = chanceOf(options.seed)
  const rounds = options.rounds ?? usualRounds
  const violations: string[] = []
  const stops: number[] = []
  try {
    const ledger = await stage.withDatabase(addCrowd)
    for (const app of stage.apps) app.start()
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    await setUp(stage, ledger)
    const load = startAsking(stage)
    for (let round = 0; round < rounds; round++) {
      const app = chance.pick(stage.apps)
      await app.whenReady()
      await setTimeout(chance.whole(150, 1000))
      const { code, ms } = await app.stop('SIGTERM')
      stops.push(ms)
      if (code !== 0 || ms > mostMs)
        violations.push(`C22 round ${round}: ended with ${code} after ${Math.round(ms)} ms`)
      app.start()
    }
    const asked = await load.stop()
    if (!(await settle(stage)).done) violations.push('I3 the queue did not empty')
    const effects = await stage.withDatabase(addressesHeard)
    for (const address of asked.acknowledged)
      if (!effects.has(address)) violations.push(`C22 the acknowledged request of ${address} left no trace`)
    for (const address of asked.cut)
      if (effects.has(address)) violations.push(`C22 the request of ${address} was accepted and not answered`)
    return {
      scenario: 'graceful-stop',
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds,
      kills: 0,
      failPoints: 0,
      acknowledged: asked.acknowledged.length,
      mails: 0,
      duplicates: 0,
      violations,
      figures: {
        'requests cut before they had an effect': asked.cut.length,
        'graceful stop, ms (p50, p99, most)': [0.5, 0.99, 1].map((share) => quantile(stops, share)).join(', '),
      },
      skipped: [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await stage.end()
  }
}

function startAsking(stage: Stage): { stop(): Promise<Asked> } {
  const asked: Asked = { acknowledged: [], cut: [] }
  const chance = chanceOf(1)
  let [wanted, number] = [true, 0]
  const running = Array.from({ length: askers }, async () => {
    const browser = visit(publicOrigin, () => chance.pick(stage.apps).publicPort)
    await browser.get('/forgot-password')
    while (wanted) {
      const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number++ & 255}`
      browser.headers['X-Forwarded-For'] = address
      const answer = await browser.post('/forgot-password', { identifier: `nobody-${number}`, return_to: '' })
      if (isPage(answer, 303)) asked.acknowledged.push(address)
      else if (answer.kind !== 'page') asked.cut.push(address)
      await setTimeout(20)
    }
  })
  return {
    stop: async () => {
      wanted = false
      await Promise.all(running)
      return asked
    },
  }
}

/** Where requests that had an effect came from: told in the audit log, or still waiting to be answered. */
async function addressesHeard(): Promise<Set<string>> {
  const read = (name: string) => mongoose.model(name).find({}, { address: 1 }).lean<{ address: string }[]>()
  const [entries, requests] = await Promise.all([read('AuditEntry'), read('ResetRequest')])
  return new Set([...entries, ...requests].map(({ address }) => address))
}
