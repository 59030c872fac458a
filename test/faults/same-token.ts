// A little over 120 lines: one scenario, told top down.

import { randomBytes, randomUUID } from 'node:crypto'
import { createIndexes } from '../../src/database/indexes.ts'
import { People, type Person } from '../../src/users/model.ts'
import { makePerson } from './crowd.ts'
import type { DatabaseName, Options } from './options.ts'
import type { Outcome } from './outcome.ts'
import { setStage } from './stage.ts'
import { startWorker, type Worker } from './worker.ts'

const callers = 50
const usualRounds = 10_000
const inFlight = 4
const stepDowns = 10

interface Tally {
  violations: string[]
  /** What callers were told who won, by digest. */
  winners: Map<string, string[]>
  /** Tokens of which some caller was told nothing. */
  unheard: Set<string>
  unknown: number
  again: number
  stepDowns: number
}

/** C17: the same token, fifty callers, two processes (one on the embedded database, whose file belongs to one), round after round, a
 *  few tokens at a time: exactly one winner each, whose password is the one that is stored. On MongoDB the primary steps down in the
 *  middle, ten times in a run; a round that nobody was told to have won is played again. */
export async function sameToken(options: Options, database: DatabaseName): Promise<Outcome> {
  const began = performance.now()
  const stage = await setStage(database)
  const workers: Worker[] = []
  const tally: Tally = { violations: [], winners: new Map(), unheard: new Set(), unknown: 0, again: 0, stepDowns: 0 }
  const rounds = options.rounds ?? usualRounds
  try {
    const processes = stage.mongodb ? 2 : 1
    // The protocol server reads all people for each token, since it takes no partial index: so few at a time there. The embedded
    // file is the worker's until the end.
    const batch = stage.mongodb ? 200 : rounds
    let digests = await stage.withDatabase(() => addHolders(Math.min(batch, rounds)))
    for (let number = 1; number <= processes; number++)
      workers.push(await startWorker('same-token-worker.ts', stage.config, `app-${number}`))
    const [startedAt, stepDownEvery] = [performance.now(), Math.max(1, Math.floor(rounds / stepDowns))]
    for (let start = 0, told = startedAt; start < rounds; start += inFlight) {
      if (start > 0 && start % batch === 0) {
        await stage.withDatabase(() => weigh(tally))
        digests = await stage.withDatabase(() => addHolders(Math.min(batch, rounds - start)))
      }
      const race = play(workers, digests.slice(start % batch, (start % batch) + inFlight), tally)
      const isTurn = (start + stepDownEvery / 2) % stepDownEvery < inFlight
      if (isTurn && (await stage.mongodb?.stepDown())) tally.stepDowns++
      await race
      if (performance.now() - told < 10_000) continue
      told = performance.now()
      tell(start + inFlight, rounds, told - startedAt)
    }
    for (const worker of workers.splice(0)) await worker.end()
    await stage.withDatabase(() => weigh(tally))
    return {
      scenario: 'same-token',
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds: tally.winners.size,
      kills: 0,
      failPoints: 0,
      acknowledged: [...tally.winners.values()].flat().length,
      mails: 0,
      duplicates: 0,
      violations: tally.violations,
      figures: {
        processes,
        callers,
        'step-downs': tally.stepDowns,
        'callers whose outcome is unknown': tally.unknown,
        'rounds played again, since nobody was told to have won': tally.again,
      },
      skipped: [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    for (const worker of workers) await worker.end()
    await stage.end()
  }
}

/** Lets everybody at these tokens; those that nobody heard to have won are played again until the database answers. */
async function play(workers: Worker[], digests: string[], tally: Tally): Promise<void> {
  const question = { digests, callers: callers / workers.length }
  const answers = await Promise.all(workers.map((worker) => worker.ask<Verdict[][]>(question)))
  const open: string[] = []
  for (const [index, digest] of digests.entries()) {
    const verdicts = answers.flatMap((answer) => answer[index] ?? [])
    const unknown = verdicts.filter((verdict) => verdict.unknown).length
    tally.unknown += unknown
    if (unknown > 0) tally.unheard.add(digest)
    const won = [...(tally.winners.get(digest) ?? []), ...verdicts.flatMap((verdict) => verdict.won ?? [])]
    tally.winners.set(digest, won)
    if (won.length === 0 && unknown > 0) open.push(digest)
  }
  tally.again += open.length
  if (open.length > 0) await play(workers, open, tally)
}

function tell(done: number, rounds: number, ms: number): void {
  const left = ((ms / done) * (rounds - done)) / 60_000
  process.stdout.write(`${done} of ${rounds} rounds, about ${left.toFixed(1)} minutes left\n`)
}

type Verdict = { won?: string; unknown?: string }

async function addHolders(rounds: number): Promise<string[]> {
  await createIndexes()
  await People.deleteMany({})
  const digests = Array.from({ length: rounds }, () => randomBytes(32).toString('hex'))
  const now = new Date()
  const expiresAt = new Date(now.getTime() + 24 * 60 * 60_000)
  for (let start = 0; start < rounds; start += 1000) {
    const people = digests.slice(start, start + 1000).map((digest) => ({
      ...makePerson(`holder-${randomUUID()}`, 'nobody chose this', []),
      proof: { digest, purpose: 'reset' as const, issuedAt: now, expiresAt },
    }))
    await People.collection.insertMany(people)
  }
  digestOf.clear()
  const stored = await People.find({}, { 'proof.digest': 1 }).lean<Pick<Person, '_id' | 'proof'>[]>()
  for (const { _id, proof } of stored) digestOf.set(_id.toString(), String(proof?.digest ?? ''))
  return digests
}

const digestOf = new Map<string, string>()

/** Every token was spent exactly once, and what is stored is what its one winner wrote: the one that was told so or, where that answer
 *  was lost on the way, one that was told nothing. */
async function weigh({ winners, unheard, violations }: Tally): Promise<void> {
  for await (const person of People.find().lean<Person>().cursor()) {
    const digest = digestOf.get(person._id.toString()) ?? ''
    const won = winners.get(digest) ?? []
    const wrote = person.events.map(({ id }) => id)
    const isWhole = wrote.length === 1 && person.sessionVersion === 2 && person.proof === undefined
    const isTold = won.length === 0 ? unheard.has(digest) : won.length === 1 && won[0] === wrote[0]
    if (!isWhole || !isTold || person.passwordHash !== wrote[0])
      violations.push(
        `${person.username}: winners ${won.length}, written ${wrote.length}, version ${person.sessionVersion}`,
      )
  }
}
