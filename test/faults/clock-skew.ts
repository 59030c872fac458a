// A little over 120 lines: one scenario, told top down.

import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { addCrowd } from './crowd.ts'
import { accuse, count, type Known, type Ledger } from './ledger.ts'
import type { DatabaseName, Options } from './options.ts'
import { type Outcome, quantile, skippedOutcome } from './outcome.ts'
import { isPage } from './people.ts'
import { type Chance, chanceOf } from './random.ts'
import { setUp } from './set-up.ts'
import { publicOrigin, type Stage, setStage } from './stage.ts'
import { visit } from './visitor.ts'

const usualRounds = 20
const minute = 60_000
const linkLifeMs = 60 * minute
const graceMs = 5_000
const patienceMs = 60_000
const wrongs = [10 * minute, -10 * minute, 60 * minute, -60 * minute, 0]
const guesses = 8

/** C16: processes whose clocks are wrong by ten minutes or an hour, in different directions, and jump in between, backwards too. A
 *  young link is alive at each of them, none lives longer than its life and 5 s of the database's time, and nobody who has to wait
 *  before the next guess waits less at another process or after a jump. On the embedded database there is one process and no
 *  time but its own: test/database/clock.test.ts says what that clock does. */
export async function clockSkew(options: Options, database: DatabaseName): Promise<Outcome> {
  if (database === 'embedded') return skippedOutcome(options, database, 'one process and no time but its own')
  const began = performance.now()
  const stage = await setStage(database, { wrongClocks: true })
  const chance = chanceOf(options.seed)
  const rounds = options.rounds ?? (options.short ? 2 : usualRounds)
  const late: number[] = []
  try {
    const ledger = await stage.withDatabase(addCrowd)
    for (const app of stage.apps) app.start()
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    await setUp(stage, ledger)
    for (let round = 0; round < rounds; round++) {
      await jump(stage, ledger, chance)
      late.push(await probeLink(stage, ledger, { chance, person: ledger.people[round] as Known }))
      await probeWaiting(stage, ledger, { chance, person: ledger.people[rounds + round] as Known })
      process.stdout.write(`${round + 1} of ${rounds} rounds, ${ledger.violations.length} violations\n`)
    }
    return {
      scenario: options.scenario,
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds,
      kills: 0,
      failPoints: 0,
      acknowledged: ledger.counts['links asked for'] ?? 0,
      mails: stage.relayLog.taken.length,
      duplicates: 0,
      violations: ledger.violations,
      figures: {
        ...ledger.counts,
        'link in the mailbox after, ms (p50, most)': `${quantile(late, 0.5)}, ${quantile(late, 1)}`,
      },
      skipped: [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await stage.end()
  }
}

/** Sets every clock wrong in a new way; one of them goes backwards. */
async function jump(stage: Stage, ledger: Ledger, chance: Chance): Promise<void> {
  const shifts = chance.shuffle(wrongs)
  for (const number of stage.apps.keys()) stage.shiftClock(number, shifts[number] as number)
  count(ledger, 'clock jumps', stage.apps.length)
  // the processes look at their file ten times a second
  await setTimeout(300)
}

interface Probe {
  chance: Chance
  person: Known
}

/** A link asked for under one set of wrong clocks and opened under another, when it is young and when it is over. Gives the
 *  milliseconds until it was in the mailbox. */
async function probeLink(stage: Stage, ledger: Ledger, { chance, person }: Probe): Promise<number> {
  const asker = visit(publicOrigin, () => chance.pick(stage.apps).publicPort)
  const since = Date.now()
  await asker.get('/forgot-password')
  await asker.post('/forgot-password', { identifier: person.username, return_to: '' })
  count(ledger, 'links asked for')
  const mail = () => stage.relayLog.newestLink(person.email, since)
  while (!mail() && Date.now() - since < patienceMs) await setTimeout(100)
  const [link, ms] = [mail()?.link, Date.now() - since]
  if (link === undefined) {
    accuse(ledger, `C16 no link for ${person.username} within ${patienceMs / 1000} s`)
    return ms
  }
  await jump(stage, ledger, chance)
  await expectVerdicts(stage, ledger, { link, status: 200, when: 'a young link' })
  await stage.withDatabase(() => age(person.id, linkLifeMs + graceMs))
  await expectVerdicts(stage, ledger, { link, status: 410, when: 'a link whose life is over' })
  return ms
}

async function expectVerdicts(
  stage: Stage,
  ledger: Ledger,
  expected: { link: string; status: number; when: string },
): Promise<void> {
  const { pathname, search } = new URL(expected.link)
  for (const { name, publicPort } of stage.apps) {
    const browser = visit(publicOrigin, () => publicPort)
    await browser.get(`${pathname}${search}`)
    const answer = await browser.get(pathname)
    count(ledger, 'verdicts')
    const said = answer.kind === 'page' ? answer.status : answer.kind
    if (said !== expected.status) accuse(ledger, `C16 ${expected.when} was answered ${said} by ${name}`)
  }
}

/** Lets a proof be as old as if so much of the database's time had passed. */
async function age(id: string, ms: number): Promise<void> {
  const people = mongoose.model('Person')
  const { proof } = (await people.findById(id).lean<{ proof: { issuedAt: Date; expiresAt: Date } }>()) ?? {}
  if (!proof) return
  const [issuedAt, expiresAt] = [proof.issuedAt, proof.expiresAt].map((moment) => new Date(moment.getTime() - ms))
  await people.updateOne({ _id: id }, { $set: { 'proof.issuedAt': issuedAt, 'proof.expiresAt': expiresAt } })
}

/** Guesses until the next guess has to wait, lets all clocks jump, and guesses again everywhere. */
async function probeWaiting(stage: Stage, ledger: Ledger, { chance, person }: Probe): Promise<void> {
  const guess = async (port: number) => {
    const browser = visit(publicOrigin, () => port)
    await browser.get('/sign-in')
    return browser.post('/sign-in', { identifier: person.username, password: 'not the password', return_to: '' })
  }
  const first = stage.apps[0]?.publicPort ?? 0
  const since = Date.now()
  for (let weighed = 0; weighed < guesses && Date.now() - since < patienceMs; ) {
    if (isPage(await guess(first), 422)) weighed++
    else await setTimeout(100)
  }
  const waitsFrom = Date.now()
  await jump(stage, ledger, chance)
  for (const { name, publicPort } of stage.apps) {
    const answer = await guess(publicPort)
    const waited = Date.now() - waitsFrom
    count(ledger, 'guesses that had to wait')
    // the eighth guess makes the next one wait 8 s
    if (isPage(answer, 422) && waited < 7_000) accuse(ledger, `C16 ${name} weighed a guess after ${waited} ms of 8000`)
  }
}
