// A little over 120 lines: one scenario and its relatives, told top down.

import { addCrowd } from './crowd.ts'
import { figuresOfWires, judgeWires } from './cut-off.ts'
import type { Ledger } from './ledger.ts'
import { mixOf } from './mix.ts'
import type { MongodbServer } from './mongodb.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, quantile, skippedOutcome, spread } from './outcome.ts'
import { chanceOf } from './random.ts'
import { playRound } from './round.ts'
import { scheduleOf } from './schedule.ts'
import { setUp } from './set-up.ts'
import { mountSmallVolume, unmountSmallVolume } from './small-volume.ts'
import { type Stage, setStage } from './stage.ts'

const roundKills = { embedded: 100, mongodb: 50 }
const pastThreeLeasesMs = 78_000
const pastOneLeaseMs = 27_000

/** What a relative of this scenario has besides: a disk that fills up (C15), clocks that jump (C16), wires between apps and database
 *  that are cut (C14), another database server. */
interface Special {
  smallVolume?: boolean
  wrongClocks?: boolean
  cutOff?: boolean
  server?: MongodbServer
}

/** People, administrators and a guesser at work while processes are killed, frozen and cut off, in rounds; after each round I1 to I8. */
export async function kills(options: Options, database: DatabaseName, special: Special = {}): Promise<Outcome> {
  const { smallVolume = false, wrongClocks = false, cutOff = false, server } = special
  const began = performance.now()
  const skipped = reasonToSkip(special, database)
  if (skipped) return skippedOutcome(options, database, skipped)
  const volume = smallVolume ? mountSmallVolume() : undefined
  const stage = await setStage(database, { dataDir: volume, server, wrongClocks, wires: cutOff })
  const chance = chanceOf(options.seed)
  try {
    const ledger = await stage.withDatabase(addCrowd)
    for (const app of stage.apps) app.start()
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    await setUp(stage, ledger)
    const until = Date.now() + options.minutes * 60_000
    let [rounds, figures] = [0, { taken: 0, duplicates: 0, sent: 0, auditEntries: 0 }]
    const stops: number[] = []
    let told = 0
    for (; (ledger.counts.kills ?? 0) < options.kills && Date.now() < until; rounds++) {
      const now = Math.min(options.kills - (ledger.counts.kills ?? 0), roundKills[database])
      const acts = scheduleOf(
        chance.fork(`round ${rounds}`),
        mixOf(now, database, { fullDisks: volume !== undefined, wrongClocks, cutOff }),
        stage.apps.length,
      )
      figures = await playRound(stage, {
        ledger,
        acts,
        chance: chance.fork(`load ${rounds}`),
        until,
        stops,
        // behind a wire that is cut nobody can tell a frozen process from a waiting one
        ...(cutOff ? { freezeMs: 0 } : freezeIn(rounds, options, database)),
      })
      tell(`round ${rounds + 1}: ${JSON.stringify({ ...figures, ...ledger.counts })}`)
      for (const violation of ledger.violations.slice(told))
        tell(`VIOLATION seed ${options.seed}, round ${rounds + 1}: ${violation}`)
      told = ledger.violations.length
      judgeWires(stage, ledger)
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

function reasonToSkip({ smallVolume, cutOff }: Special, database: DatabaseName): string | undefined {
  if (cutOff && database === 'embedded') return 'there is no wire between an app and its own file'
  if (smallVolume && database === 'mongodb') return 'the disk that fills up is the database server’s, not the product’s'
  return undefined
}

/** One process sleeps past three leases, once in a run; in a short one past one lease, or not even that where everybody sleeps
 *  with it. */
function freezeIn(round: number, { short }: Options, database: DatabaseName): { freezeMs: number } {
  if (round > 0) return { freezeMs: 0 }
  if (!short) return { freezeMs: pastThreeLeasesMs }
  return { freezeMs: database === 'mongodb' ? pastOneLeaseMs : 4000 }
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
      'serving again, ms (p50, p99, most)': spread(back),
      'graceful stop, ms (p50, most)': [0.5, 1].map((share) => quantile(stops, share)).join(', '),
      ...(stage.apps.some(({ wire }) => wire) && figuresOfWires(stage)),
    },
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
