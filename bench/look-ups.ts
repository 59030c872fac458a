import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../src/database/connect.ts'
import { createIndexes } from '../src/database/indexes.ts'
import { findByIdentifier } from '../src/users/users.ts'
import { addCrowd } from './crowd.ts'
import { compare, type Finding, perSecond } from './rounds.ts'

const small = 1000
const large = 100_000
const load = { seconds: 3, lanes: 1 }

/** Look-ups by username per second in an embedded database of 100,000 people, against the same with 1,000. */
export async function benchLookUps(rounds: number): Promise<Finding> {
  const folders: string[] = []
  const open = async (people: number) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
    folders.push(dataDir)
    await connectDatabase(readConfig({ DATA_DIR: dataDir }))
    await createIndexes()
    await addCrowd(0, people)
    await disconnectDatabase()
    return dataDir
  }
  const folderOf = { small: await open(small), large: await open(large) }
  const bench = {
    name: 'Look-ups, 100,000 people',
    unit: 'per second',
    baselineName: 'the same with 1,000 people',
    rounds,
  }
  const finding = await compare(bench, {
    baseline: () => measure(folderOf.small, small),
    subject: () => measure(folderOf.large, large),
  })
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  return finding
}

async function measure(dataDir: string, people: number): Promise<number> {
  await connectDatabase(readConfig({ DATA_DIR: dataDir }))
  const rate = await perSecond(load, async (number) => {
    const user = await findByIdentifier(`user-${(number * 7919) % people}`)
    if (!user) throw new Error('Somebody is missing')
  })
  await disconnectDatabase()
  return rate
}
