import mongoose from 'mongoose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { entriesAbout } from '../../src/audit/log.ts'
import { createLog } from '../../src/log.ts'
import { enqueue } from '../../src/mail/queue.ts'
import { countPeopleWithParkedEvents } from '../../src/users/events.ts'
import { People, type PersonEvent } from '../../src/users/model.ts'
import { tellEvent } from '../../src/users/tell-event.ts'
import { createUser, findUser, newUserId } from '../../src/users/users.ts'
import { aRow } from '../mail/rows.ts'
import { useDatabase } from '../support/database.ts'
import { TestClock } from '../support/test-clock.ts'

useDatabase()
const anyModel = mongoose.model('Person')
let clock: TestClock
let logLines: string[]
let deps: Parameters<typeof tellEvent>[0]

beforeEach(async () => {
  for (const model of ['Person', 'Mail', 'AuditEntry']) await mongoose.model(model).collection.deleteMany({})
  clock = new TestClock()
  logLines = []
  const now = () => clock.now()
  deps = { clock, log: createLog('info', (line) => logLines.push(line), now) }
})
afterEach(() => void vi.restoreAllMocks())

/** An event with a link letter, as a reset request leaves it. */
function linkEvent(id: string, subject: string, letter: object = {}): PersonEvent {
  const at = clock.now()
  return {
    id,
    endsLinks: true,
    entry: { at, action: 'password-reset.link-issued', outcome: 'done', actor: 'anonymous', subject, address: '' },
    letter: { ...aRow({ _id: id, userId: subject, createdAt: at, sealed: 'v1.sealed' }), ...letter },
  }
}

async function person(name: string, events: (id: string) => PersonEvent[]): Promise<string> {
  const id = newUserId()
  const [event, ...others] = events(id)
  if (!event) throw new Error('A person begins with an event')
  const names = { username: name, email: `${name}@example.org`, givenName: '', familyName: '', language: 'en' }
  await createUser({ ...names, id, event, roles: [], status: 'active', createdAt: clock.now() })
  for (const later of others) await People.updateOne({ _id: id }, { $push: { events: later } })
  return id
}

async function tellAll(): Promise<void> {
  for (let told = 0; await tellEvent(deps); told += 1) if (told > 100) throw new Error('Telling never ends')
}

const letters = async (userId: string) =>
  (await mongoose.connection.collection('mails').find({ userId }).toArray()).map(({ _id, state }) => [`${_id}`, state])
const told = async (userId: string) =>
  (await entriesAbout(userId, 100)).map((entry) => (entry as unknown as { event: string }).event).sort()
const untold = async (userId: string) => {
  const { events, parkedEvents = [] } = (await People.findById(userId).lean()) ?? { events: [] }
  return { waiting: events.map(({ id }) => id), parked: parkedEvents.map(({ event }) => event.id) }
}

test('an event told twice makes one letter and one audit entry', async () => {
  const alice = await person('alice', (id) => [linkEvent('once', id)])
  const again = linkEvent('once', alice)
  await tellAll()
  await People.updateOne({ _id: alice }, { $push: { events: again } })
  await tellAll()
  expect(await letters(alice)).toEqual([['once', 'queued']])
  expect(await told(alice)).toEqual(['once'])
  expect(await untold(alice)).toEqual({ waiting: [], parked: [] })
})

const steps = [
  ['taking back old letters', 'Mail', 'updateMany'],
  ['queueing the letter', 'Mail', 'create'],
  ['writing the audit entry', 'AuditEntry', 'create'],
  ['forgetting the event', 'Person', 'updateOne'],
] as const

test.each(steps.flatMap((step) => (['before', 'after'] as const).map((when) => [when, ...step] as const)))(
  'a worker that dies %s %s is followed by another: one letter, one entry',
  async (when, _step, model, method) => {
    const alice = await person('alice', (id) => [linkEvent('new', id)])
    await enqueue(aRow({ _id: 'old', userId: alice, createdAt: clock.now() }))
    die(mongoose.model(model), method, when)
    await expect(tellEvent(deps)).rejects.toThrow('the database is gone')
    vi.restoreAllMocks()
    expect(await untold(alice)).toMatchObject({ parked: [] })
    await tellAll()
    expect(await letters(alice)).toEqual([
      ['old', 'cancelled'],
      ['new', 'queued'],
    ])
    expect(await told(alice)).toEqual(['new'])
    expect(await untold(alice)).toEqual({ waiting: [], parked: [] })
  },
)

/** Loses the database before or after the next such step. */
function die(model: typeof anyModel, method: 'updateMany' | 'updateOne' | 'create', when: 'before' | 'after') {
  const step = (model[method] as (...parts: unknown[]) => PromiseLike<unknown>).bind(model)
  const lost = Object.assign(new Error('the database is gone'), { name: 'MongoNetworkError' })
  vi.spyOn(model, method).mockImplementationOnce((async (...parts: unknown[]) => {
    if (when === 'after') await step(...parts)
    throw lost
  }) as never)
}

test.each([
  ['its letter is refused', (event: PersonEvent) => ({ ...event, letter: { ...aRow(), messageId: undefined } })],
  ['its letter is no letter', (event: PersonEvent) => ({ ...event, letter: 'poison' })],
  ['the audit log refuses it', (event: PersonEvent) => ({ ...event, entry: { ...event.entry, nobodyKnows: 1 } })],
  ['it has no entry', ({ id, letter }: PersonEvent) => ({ id, letter })],
])(
  'an event that cannot be told because %s holds up nobody and is kept where an administrator sees it',
  async (_why, spoil) => {
    const alice = await person('alice', (id) => [spoil(linkEvent('poison', id)) as PersonEvent, linkEvent('later', id)])
    const bob = await person('bob', (id) => [linkEvent('other', id)])
    await tellAll()
    expect(await told(alice)).toEqual(['later'])
    expect(await told(bob)).toEqual(['other'])
    expect(await untold(alice)).toEqual({ waiting: [], parked: ['poison'] })
    expect(await countPeopleWithParkedEvents()).toBe(1)
    const lines = logLines.filter((line) => line.includes('event-cannot-be-told'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('"told":"poison"')
    expect(JSON.stringify(await findUser(alice))).not.toContain('poison')
  },
)

test('a parked event is tried again after 1, 2, 4 … 60 minutes', async () => {
  await person('alice', (id) => [{ ...linkEvent('poison', id), entry: {} } as PersonEvent])
  const tries: number[] = []
  for (let minute = 0; minute < 300; minute += 1) {
    const before = logLines.length
    await tellAll()
    if (logLines.length > before) tries.push(minute)
    clock.advanceMinutes(1)
  }
  expect(tries).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243])
})

test('a parked event whose cause has gone is told, once', async () => {
  const alice = await person('alice', (id) => [linkEvent('mended', id)])
  vi.spyOn(mongoose.model('AuditEntry'), 'create').mockRejectedValueOnce(new TypeError('a bug'))
  await tellAll()
  expect(await untold(alice)).toEqual({ waiting: [], parked: ['mended'] })
  clock.advanceMinutes(1)
  await tellAll()
  expect(await told(alice)).toEqual(['mended'])
  expect(await letters(alice)).toEqual([['mended', 'queued']])
  expect(await untold(alice)).toEqual({ waiting: [], parked: [] })
  expect(await countPeopleWithParkedEvents()).toBe(0)
})

test.each([
  ['live', true],
  ['dead', false],
])('a parked letter with a link that is %s by now: it is queued is %s', async (_link, isQueued) => {
  const alice = await person('alice', (id) => [linkEvent('parked', id)])
  const proof = { digest: 'd', purpose: 'reset', issuedAt: clock.now(), expiresAt: clock.now() } as const
  if (isQueued) await People.updateOne({ _id: alice }, { $set: { proof } })
  vi.spyOn(mongoose.model('Mail'), 'create').mockRejectedValueOnce(new TypeError('a bug'))
  await tellAll()
  clock.advanceMinutes(1)
  await tellAll()
  expect(await letters(alice)).toEqual(isQueued ? [['parked', 'queued']] : [])
  expect(await told(alice)).toEqual(['parked'])
})

test('a database that is away parks nothing', async () => {
  const alice = await person('alice', (id) => [linkEvent('waiting', id)])
  for (let times = 0; times < 3; times += 1) {
    die(mongoose.model('Mail'), 'create', 'before')
    await expect(tellEvent(deps)).rejects.toThrow('the database is gone')
    vi.restoreAllMocks()
  }
  expect(await untold(alice)).toEqual({ waiting: ['waiting'], parked: [] })
})
