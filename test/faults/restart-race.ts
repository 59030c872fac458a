import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../process/running.ts'
import { duel } from './administrators.ts'
import { checkAll } from './check.ts'
import { addCrowd } from './crowd.ts'
import { accuse, count, type Ledger } from './ledger.ts'
import { officeOf } from './load.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, quantile } from './outcome.ts'
import { chanceOf } from './random.ts'
import { setUp } from './set-up.ts'
import { settle } from './settle.ts'
import { type Stage, setStage } from './stage.ts'

const usualRounds = 50

/** C01: several processes start at the same moment on the same data, while administrators disable one another. On MongoDB all of them
 *  serve; on the embedded database exactly one does and the other says in one sentence why not. */
export async function restartRace(options: Options, database: DatabaseName): Promise<Outcome> {
  const began = performance.now()
  const stage = await setStage(database)
  const chance = chanceOf(options.seed)
  const rounds = options.rounds ?? usualRounds
  try {
    const ledger = await stage.withDatabase(addCrowd)
    for (const app of stage.apps) app.start()
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    await setUp(stage, ledger)
    const office = officeOf(stage, ledger, chance.fork('office'))
    for (let round = 0; round < rounds; round++) {
      const fight = chance.next() < 0.5 ? duel(office) : undefined
      await setTimeout(chance.whole(0, 600))
      await raceOnce(stage, ledger)
      await fight
    }
    if (!(await settle(stage)).done) accuse(ledger, 'I3 the queue did not empty')
    const figures = await stage.withDatabase(() => checkAll(ledger, stage.relayLog))
    const back = stage.apps.flatMap((app) => app.readyAfterMs)
    return {
      scenario: 'restart-race',
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds,
      kills: ledger.counts.kills ?? 0,
      failPoints: 0,
      acknowledged: ledger.counts['disables acknowledged'] ?? 0,
      mails: figures.taken,
      duplicates: figures.duplicates,
      violations: ledger.violations,
      figures: { ...ledger.counts, 'serving again, ms (p50, most)': `${quantile(back, 0.5)}, ${quantile(back, 1)}` },
      skipped: [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await stage.end()
  }
}

async function raceOnce(stage: Stage, ledger: Ledger): Promise<void> {
  const rival = stage.launchApp({ name: 'rival', publicPort: await freePort(), adminPort: await freePort() })
  const rivalEnded = once(rival, 'exit').then(([code]) => code as number | null)
  for (const app of stage.apps) {
    if (!app.kill()) continue
    count(ledger, 'kills')
    ledger.cuts.push({ at: Date.now(), who: app.name, what: 'kill' })
  }
  await setTimeout(1500)
  if (stage.mongodb) {
    if (rival.exitCode !== null) accuse(ledger, `C01 a third process ended with ${rival.exitCode}`)
    rival.kill('SIGTERM')
    await rivalEnded
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    for (const app of stage.apps) for (const crash of app.crashes.splice(0)) accuse(ledger, `C01 ${crash}`)
    return
  }
  const [app] = stage.apps
  while (rival.exitCode === null && app?.crashes.length === 0) await setTimeout(50)
  const isRivalIn = rival.exitCode === null
  if (isRivalIn) {
    count(ledger, 'races won by the rival')
    rival.kill('SIGKILL')
    ledger.cuts.push({ at: Date.now(), who: 'rival', what: 'kill' })
  }
  const code = await rivalEnded
  await app?.whenReady()
  app?.crashes.splice(0)
  if (!isRivalIn && code !== 1) accuse(ledger, `C01 the rival ended with ${code}`)
  const said = readFileSync(join(stage.folder, 'apps.log'), 'utf8').trim().split('\n')
  const refusals = said.filter((line) => line.startsWith('Latchkey cannot start.'))
  if (refusals.some((line) => !line.includes('already in use by another process')))
    accuse(ledger, `C01 a refusal that is not the clear sentence: ${refusals.at(-1)}`)
}
