// A little over 120 lines: the scenario is told in one piece.

import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { readAccepted } from './accepted.ts'
import { type Asked, startAsking } from './asking.ts'
import { addCrowd } from './crowd.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, quantile } from './outcome.ts'
import { chanceOf } from './random.ts'
import { setUp } from './set-up.ts'
import { publicOrigin, setStage } from './stage.ts'

const usualRounds = 100
const manners = [...Array(6).fill('anew'), ...Array(4).fill('kept'), ...Array(6).fill('rested')]
/** The protocol server takes seconds for what these few ask, and its silence is not what is looked for here. */
const fewManners = ['anew', 'anew', 'kept', 'rested']
const mostMs = 10_000

/** One stop of the app at `port`: milliseconds of `performance.now()`, and how many it took. */
interface Stop {
  port: number
  since: number
  ms: number
}

/** C22: SIGTERM under load, again and again: readiness drops first, every request that was taken is answered, the process ends with 0
 *  within 10 s, every answer given holds, and no mail stays leased. Whom the process never accepted it did not take: between its last
 *  look at the door and the door's closing the system may let somebody in, and resets them. */
export async function gracefulStop(options: Options, database: DatabaseName): Promise<Outcome> {
  const began = performance.now()
  const stage = await setStage(database, { notesAccepted: true })
  const chance = chanceOf(options.seed)
  const rounds = options.rounds ?? usualRounds
  const violations: string[] = []
  const stops: Stop[] = []
  try {
    const ledger = await stage.withDatabase(addCrowd)
    for (const app of stage.apps) app.start()
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    await setUp(stage, ledger)
    const port = () => chance.pick(stage.apps).publicPort
    const load = startAsking({
      origin: publicOrigin,
      port,
      manners: stage.mongodb ? fewManners : manners,
      chance: chanceOf(1),
    })
    for (let round = 0; round < rounds; round++) {
      const app = chance.pick(stage.apps)
      await app.whenReady()
      await setTimeout(chance.whole(150, 1000))
      const since = performance.now()
      const [{ code, ms }, readiness] = await Promise.all([app.stop('SIGTERM'), readinessOf(app.publicPort)])
      stops.push({ port: app.publicPort, since, ms })
      if (code !== 0 || ms > mostMs)
        violations.push(`C22 round ${round}: ended with ${code} after ${Math.round(ms)} ms`)
      if (readiness !== 503) violations.push(`C22 round ${round}: stopped listening before readiness dropped`)
      app.start()
    }
    const asked = await load.stop()
    const wasAccepted = readAccepted(stage.acceptedFile)
    const isFailure = (one: Asked) => isFault(one) && (one.end !== 'reset' || wasAccepted(one.caller))
    for (const { end, manner, sentAt } of asked.filter(isFailure))
      violations.push(`C22 a request was taken and ${said(end)}: connection ${manner}, sent ${when(sentAt)}`)
    const unsaid = asked.filter(({ end }) => end === 'reset' || end === 'silent')
    for (const app of stage.apps) await app.stop('SIGTERM')
    const effects = await stage.withDatabase(addressesHeard)
    const acknowledged = asked.filter(({ end }) => typeof end === 'object' && end.status === 303)
    for (const { address } of acknowledged)
      if (!effects.has(address)) violations.push(`C22 the acknowledged request of ${address} left no trace`)
    for (const { address } of unsaid)
      if (effects.has(address)) violations.push(`C22 the request of ${address} was accepted and not answered`)
    return {
      scenario: 'graceful-stop',
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds,
      kills: 0,
      failPoints: 0,
      acknowledged: acknowledged.length,
      mails: 0,
      duplicates: 0,
      violations,
      figures: {
        'requests a second': Math.round(
          asked.length / (((asked.at(-1)?.endedAt ?? 0) - (asked[0]?.sentAt ?? 0)) / 1000),
        ),
        'accepted and left without an answer': unsaid.filter(isFailure).length,
        'reset by the system, which had let them wait at a door about to close': unsaid.filter((one) => !isFailure(one))
          .length,
        'refused because nobody listened': asked.filter(({ end }) => end === 'refused').length,
        'told to come back while starting (503)': asked.filter((one) => isBusy(one) && !isFailure(one)).length,
        'graceful stop, ms (p50, p99, most)': [0.5, 0.99, 1]
          .map((share) =>
            quantile(
              stops.map(({ ms }) => ms),
              share,
            ),
          )
          .join(', '),
      },
      skipped: [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await stage.end()
  }

  /** Not answered, or answered with a fault; 503 counts while a process leaves, not while it starts. */
  function isFault(one: Asked): boolean {
    if (one.end === 'refused') return false
    if (typeof one.end === 'string') return true
    return isBusy(one) ? isStopping(one) : one.end.status >= 500
  }

  /** A moment, told from the signal nearest to it. */
  function when(moment: number): string {
    const near = stops.toSorted((a, b) => Math.abs(a.since - moment) - Math.abs(b.since - moment))[0]
    return near ? `${Math.round(moment - near.since)} ms after a signal whose stop took ${Math.round(near.ms)} ms` : ''
  }

  function isStopping({ port, endedAt }: Asked): boolean {
    return stops.some((stop) => stop.port === port && endedAt >= stop.since && endedAt <= stop.since + stop.ms)
  }
}

function isBusy({ end }: Asked): boolean {
  return typeof end === 'object' && end.status === 503
}

function said(end: Asked['end']): string {
  return typeof end === 'object' ? `answered with ${end.status}` : end
}

/** What readiness says last before nobody listens any more; undefined where it never dropped. */
async function readinessOf(port: number): Promise<number | undefined> {
  for (;;) {
    const headers = { Connection: 'close' }
    const status = await fetch(`http://127.0.0.1:${port}/health/ready`, { headers }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status !== 200) return status
    await setTimeout(5)
  }
}

/** Where requests that had an effect came from: told in the audit log, or still waiting to be answered. */
async function addressesHeard(): Promise<Set<string>> {
  const read = (name: string) => mongoose.model(name).find({}, { address: 1 }).lean<{ address: string }[]>()
  const [entries, requests] = await Promise.all([read('AuditEntry'), read('ResetRequest')])
  return new Set([...entries, ...requests].map(({ address }) => address))
}
