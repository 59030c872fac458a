import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differsOnTheServer, refusedUnread } from './comparison-known.ts'
import { type Sequence, sequence } from './comparison-operations.ts'
import { contents, type Outcome, openFileSide, openServerSide, perform, type Side } from './comparison-sides.ts'

// COMPARISON_RUNS: how many sequences; without it this is skipped, because the test server's own faults are not all listed yet.
// COMPARISON_SEED: the seed fast-check printed with a failure, to see it again.
const numRuns = Number(process.env.COMPARISON_RUNS ?? 0)
const server = numRuns > 0 ? process.env.MONGODB_TEST_URI : undefined
const seed = process.env.COMPARISON_SEED === undefined ? {} : { seed: Number(process.env.COMPARISON_SEED) }

let directory = ''
let file: Side
let mongo: Side

beforeAll(async () => {
  if (!server) return
  directory = await mkdtemp(join(tmpdir(), 'latchkey-'))
  const uri = new URL(server)
  uri.pathname = `/latchkey-${randomUUID()}`
  file = await openFileSide(join(directory, 'latchkey.db'))
  mongo = await openServerSide(uri.href)
})

afterAll(async () => {
  if (!server) return
  await mongo.instance.connection.dropDatabase()
  await Promise.all([mongo.instance.disconnect(), file.instance.disconnect()])
  await rm(directory, { recursive: true, force: true })
})

test.skipIf(!server)(
  `${numRuns} random sequences mean the same on the embedded database and on MongoDB (needs MONGODB_TEST_URI and COMPARISON_RUNS)`,
  { timeout: 30_000 + numRuns * 100 },
  async () => {
    await fc.assert(fc.asyncProperty(sequence, compare), { numRuns, ...seed })
  },
)

async function compare({ indexes, docs, operations }: Sequence): Promise<void> {
  const [ours, theirs] = [file, mongo].map((side) => side.collections[indexes])
  if (!ours || !theirs) throw new Error('no such collection')
  await Promise.all([ours.deleteMany({}), theirs.deleteMany({})])
  const filling = { call: 'insertMany', given: [docs, { ordered: false }] }
  for (const operation of docs.length > 0 ? [filling, ...operations] : operations) {
    if (differsOnTheServer(operation, indexes)) continue
    const [here, there] = await Promise.all([perform(ours, operation), perform(theirs, operation)])
    if (refusedUnread(here, there)) return
    expect(seen(here), told(here, there)).toEqual(seen(there))
    // Which documents a failed updateMany had reached depends on the order in which the database walks.
    if (operation.call === 'updateMany' && 'error' in here) return
  }
  expect(await contents(ours)).toEqual(await contents(theirs))
}

function seen(outcome: Outcome): unknown {
  if (!('error' in outcome)) return outcome
  const { message, ...rest } = outcome
  return rest
}

function told(...outcomes: Outcome[]): string {
  return outcomes
    .map((outcome) => ('error' in outcome ? `${outcome.error}: ${outcome.message}` : 'an answer'))
    .join(' / ')
}
