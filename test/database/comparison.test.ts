import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { sequence } from './comparison-operations.ts'
import { compare } from './comparison-sequence.ts'
import { lanes, openFileSide, openServerSide, type Side } from './comparison-sides.ts'

// COMPARISON_RUNS: how many sequences. COMPARISON_SEED: the number printed at the start of an earlier run, to see it again.
const numRuns = Number(process.env.COMPARISON_RUNS || 2000)
const seed = Number(process.env.COMPARISON_SEED || randomInt(2 ** 31))
const server = process.env.MONGODB_TEST_URI

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

const title = 'random sequences mean the same on the embedded database and on MongoDB'

test.skipIf(!server)(
  server
    ? title
    : `${title} (skipped: there is no MongoDB to compare with; set MONGODB_TEST_URI or run npm run test:mongodb)`,
  { timeout: 60_000 + numRuns * 200 },
  async () => {
    const again = `COMPARISON_SEED=${seed} COMPARISON_RUNS=${numRuns}`
    process.stdout.write(`Comparing ${numRuns} random sequences; the same ones again: ${again}\n`)
    const shares = Array.from({ length: lanes }, (_, lane) => Math.floor((numRuns + lane) / lanes))
    const checks = shares.map((runs, lane) => check({ runs, lane }))
    for (const details of await Promise.all(checks)) {
      if (details.failed) throw new Error(`${again} found a difference. ${fc.defaultReportMessage(details)}`)
    }
  },
)

function check({ runs, lane }: { runs: number; lane: number }) {
  const property = fc.asyncProperty(sequence, (one) => compare({ file, mongo, lane }, one))
  return fc.check(property, { numRuns: runs, seed: seed + lane, includeErrorInReport: true })
}
