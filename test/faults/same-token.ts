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
const stepDownEvery = 1000

interface Tally {
  violations: string[]
  unknown: number
  stepDowns: number
}

/** C17: the same token, fifty callers, two processes (one on the embedded database, whose file belongs to one), round after round:
 *  exactly one winner, whose password is the one that is stored. On MongoDB the primary steps down now and then. */
export async function sameToken(options: Options, database: DatabaseName): Promise<Outcome> {
  const began = performance.now()
  const stage = await setStage(database)
  const workers: Worker[] = []
  const tally: Tally = { violations: [], unknown: 0, stepDowns: 0 }
  try {
    const digests = await stage.withDatabase(() => addHolders(options.rounds ?? usualRounds))
    const processes = stage.mongodb ? 2 : 1
    for (let number = 0; number < processes; number++)
      workers.push(await startWorker('same-token-worker.ts', stage.config))
    const winners = new Map<string, string[]>()
    for (const [round, digest] of digests.entries()) {
      const race = Promise.all(workers.map((worker) => worker.ask<Verdict[]>({ digest, callers: callers / processes })))
      if (stage.mongodb && round % stepDownEvery === stepDownEvery / 2 && (await stage.mongodb.stepDown()))
        tally.stepDowns++
      const verdicts = (await race).flat()
      winners.set(
        digest,
        verdicts.flatMap(({ won }) => won ?? []),
      )
      const unknown = verdicts.filter((verdict) => verdict.unknown).length
      tally.unknown += unknown
      if (winners.get(digest)?.length !== 1 && unknown === 0)
        tally.violations.push(`round ${round}: ${winners.get(digest)?.length} winners`)
      if (round % 1000 === 999) process.stdout.write(`${round + 1} rounds, ${tally.violations.length} violations\n`)
    }
    for (const worker of workers.splice(0)) await worker.end()
    await stage.withDatabase(() => weigh(winners, tally))
    return {
      scenario: 'same-token',
      database: stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded',
      seed: options.seed,
      rounds: digests.length,
      kills: 0,
      failPoints: 0,
      acknowledged: [...winners.values()].flat().length,
      mails: 0,
      duplicates: 0,
      violations: tally.violations,
      figures: { processes, callers, 'step-downs': tally.stepDowns, 'callers whose outcome is unknown': tally.unknown },
      skipped: [],
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    for (const worker of workers) await worker.end()
    await stage.end()
  }
}

type Verdict = { won?: string; unknown?: string }

async function addHolders(rounds: number): Promise<string[]> {
  await createIndexes()
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
  for (const { _id, proof } of stored) digestOf.set(_id.toString(), proof?.digest ?? '')
  return digests
}

const digestOf = new Map<string, string>()

/** What is stored in the end is what exactly one caller wrote: the one that was told so, or one that was never told. */
async function weigh(winners: Map<string, string[]>, tally: Tally): Promise<void> {
  for await (const person of People.find().lean<Person>().cursor()) {
    const won = winners.get(digestOf.get(person._id.toString()) ?? '') ?? []
    const wrote = person.events.map(({ id }) => id)
    const isWhole = wrote.length === 1 && person.sessionVersion === 2 && person.proof === undefined
    const isTold = won.length === 0 || (won.length === 1 && won[0] === wrote[0])
    const isUntouched = wrote.length === 0 && person.sessionVersion === 1 && won.length === 0
    if (!(isWhole && person.passwordHash === wrote[0] && isTold) && !isUntouched)
      tally.violations.push(
        `${person.username}: winners ${won.length}, written ${wrote.length}, version ${person.sessionVersion}`,
      )
  }
}
