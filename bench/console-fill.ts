import mongoose, { type Model } from 'mongoose'
import { moveHead } from '../src/audit/head.ts'
import { Entries } from '../src/audit/log.ts'
import { checkStretch, start } from '../src/audit/verify.ts'
import type { Config } from '../src/config.ts'
import type { EmbeddedClient } from '../src/database/embedded/client.ts'
import { insert } from '../src/database/embedded/store.ts'
import { createLog } from '../src/log.ts'
import { Mail } from '../src/mail/queue.ts'
import { readSettings, saveSmtp, saveSystem } from '../src/organization/settings.ts'
import { enrol } from '../src/users/administrators.ts'
import { People } from '../src/users/model.ts'
import { auditLog, everybody, mail, type Size } from './console-data.ts'
import { Counting } from './console-figures.ts'
import { administrator } from './growth-people.ts'

const cacheKibibytes = 2_000_000
const batch = 2000
const batchesAtOnce = 2
/** Entries checked afterwards: the product's own verifier must find the chain whole. */
const checked = 2000

/** Fills the connected database, whose indexes need not be there yet, with everything the console shows; counted, noted and configured
 *  as the product would have done. `config.secrets` seal the head of the log. */
export async function fillConsole(size: Size, config: Config): Promise<void> {
  const end = new Date()
  const clock = { now: () => end }
  const log = createLog(
    'info',
    (line) => process.stderr.write(line),
    () => new Date(),
  )
  await addAll(People, everybody(size))
  log.info('people-are-in', { people: size.people })
  const counting = new Counting()
  await addAll(Mail, counting.letters(mail(size, end)))
  await addAll(Entries, counting.entries(auditLog(size, end)))
  log.info('entries-are-in', { entries: size.entries })
  await counting.write()
  await enrol(administrator._id.toString())
  await moveHead({ config, clock, log })
  const { broken } = await checkStretch(start, { most: checked, head: undefined })
  if (broken) throw new Error(`The chain is not one: ${JSON.stringify(broken)}`)
  await configure(end)
}

async function configure(end: Date): Promise<void> {
  const { system } = await readSettings()
  await saveSystem({ ...system, selfServiceReset: true, resetOpenSince: new Date(0) })
  await saveSmtp({
    host: 'relay.example.test',
    port: 25,
    protection: 'None',
    authentication: 'none',
    userName: '',
    tokenEndpoint: '',
    clientId: '',
    scope: '',
    fromName: 'Example Org',
    fromEmail: 'no-reply@example.test',
    replyTo: '',
    trust: 'system',
    caCertificate: '',
    certificateFingerprint: '',
    heloName: '',
    testedAt: end,
  })
}

/** Nothing is lost but time if it stops half way, so it takes the fast way in of either database. */
async function addAll<Doc extends object>(model: Model<Doc>, documents: Iterable<Doc>): Promise<void> {
  const client = mongoose.connection.getClient() as unknown as Partial<EmbeddedClient>
  if (!client.database) return intoServer(model, documents)
  const { storage } = client.database
  storage.sql.exec(`PRAGMA cache_size = -${cacheKibibytes}`)
  storage.sql.exec('BEGIN IMMEDIATE')
  for (const one of documents) insert(storage, model.collection.collectionName, { ...one } as Record<string, unknown>)
  storage.sql.exec('COMMIT')
}

async function intoServer<Doc extends object>(model: Model<Doc>, documents: Iterable<Doc>): Promise<void> {
  const options = { ordered: false, writeConcern: { w: 1, journal: false } } as const
  const waiting = batchesOf(documents)
  const lane = async () => {
    for (const some of waiting) await model.collection.insertMany(some as never[], options)
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, lane))
}

function* batchesOf<Doc>(documents: Iterable<Doc>): Generator<Doc[]> {
  let some: Doc[] = []
  for (const one of documents) {
    some.push(one)
    if (some.length < batch) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}
