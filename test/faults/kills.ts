import { addCrowd } from './crowd.ts'
import type { Ledger } from './ledger.ts'
import { mixOf } from './mix.ts'
import type { MongodbServer } from './mongodb.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, quantile } from './outcome.ts'
import { chanceOf } from './random.ts'
import { playRound } from './round.ts'
import { scheduleOf } from './schedule.ts'
import { setUp } from './set-up.ts'
import { mountSmallVolume, unmountSmallVolume } from './small-volume.ts'
import { type Stage, setStage } from './stage.ts'

const roundKills = { embedded: 100, mongodb: 50 }
const pastThreeLeasesMs = 78_000

/** What a relative of this scenario has besides: a disk that fills up (C15), clocks that jump (C16), another database server. */
interface Special {
  smallVolume?: boolean
  wrongClocks?: boolean
  server?: MongodbServer
}

/** People, administrators and a guesser at work while processes are killed, frozen and cut off, in rounds; after each round I1 to I8.
 *  C01, C04, C05, C07 to C09, C12, C13 of the bar. */
export async function kills(options: Options, database: DatabaseName, special: Special = {}): Promise<Outcome> {
  const { smallVolume = false, wrongClocks = false, server } = special
  const began = performance.now()
  const until = Date.now() + options.minutes * 60_000
  const volume = smallVolume ? mountSmallVolume() : undefined
  const stage = await setStage(database, { dataDir: volume, server, wrongClocks })
  const chance = chanceOf(options.seed)
  try {
    const ledger = await stage.withDatabase(addCrowd)
    for (const app of stage.apps) app.start()
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    await setUp(stage, ledger)
    let [rounds, figures] = [0, { taken: 0, duplicates: 0, sent: 0, auditEntries: 0 }]
    const stops: number[] = []
    let told = 0
    for (; (ledger.counts.kills ?? 0) < options.kills && Date.now() < until; rounds++) {
      const now = Math.min(options.kills - (ledger.counts.kills ?? 0), roundKills[database])
      const acts = scheduleOf(
        chance.fork(`round ${rounds}`),
        mixOf(now, database, { fullDisks: volume !== undefined, wrongClocks }),
        stage.apps.length,
      )
      figures = await playRound(stage, {
        ledger,
        acts,
        chance: chance.fork(`load ${rounds}`),
        until,
        stops,
        ...freezeIn(rounds, options, database),
      })
      tell(`round ${rounds + 1}: ${JSON.stringify({ ...figures, ...ledger.counts })}`)
      for (const violation of ledger.violations.slice(told))
        tell(`VIOLATION seed ${options.seed}, round ${rounds + 1}: ${violation}`)
      told = ledger.violations.length
      if (told > 20) break
    }
    return {
      ...summary(stage, ledger, stops),
      scenario: options.scenario,
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds,
      mails: figures.taken,
      duplicates: figures.duplicates,
      skipped: smallVolume && !volume ? ['disk full: this user may not mount a small volume'] : [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await stage.end()
    if (volume) unmountSmallVolume(volume)
  }
}

/** One process sleeps past three leases, once in a run on MongoDB; on the embedded database everybody sleeps, so shorter. */
function freezeIn(round: number, options: Options, database: DatabaseName): { freezeMs: number } {
  if (round > 0) return { freezeMs: 0 }
  return { freezeMs: database === 'mongodb' || !options.short ? pastThreeLeasesMs : 4000 }
}

function summary(stage: Stage, ledger: Ledger, stops: number[]) {
  const { counts, violations } = ledger
  const back = stage.apps.flatMap((app) => app.readyAfterMs)
  const acknowledged = ['resets', 'changes', 'disables', 'enables', 'toggles', 'forgot'].map(
    (name) => counts[`${name} acknowledged`] ?? 0,
  )
  return {
    kills: counts.kills ?? 0,
    failPoints: counts['fail points'] ?? 0,
    acknowledged: acknowledged.reduce((sum, one) => sum + one, 0),
    violations,
    figures: {
      ...counts,
      'guesses weighed': ledger.guesses.weighedAt.length,
      'serving again, ms (p50, p99, most)': [0.5, 0.99, 1].map((share) => quantile(back, share)).join(', '),
      'graceful stop, ms (p50, most)': [0.5, 1].map((share) => quantile(stops, share)).join(', '),
    },
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
