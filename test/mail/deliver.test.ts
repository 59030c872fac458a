import mongoose from 'mongoose'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Letter, SmtpServer } from '../../src/deps.ts'
import { sealedPlace, secretPart } from '../../src/letters/post.ts'
import { createLog } from '../../src/log.ts'
import { type DeliverySource, deliverNext, type MailSettings } from '../../src/mail/deliver.ts'
import * as queue from '../../src/mail/queue.ts'
import { seal } from '../../src/security/secret-box.ts'
import { SmtpFault, type SmtpFaultParts } from '../../src/smtp/fault.ts'
import { aServer } from '../smtp/letters.ts'
import { useDatabase } from '../support/database.ts'
import { aRow, hours, minutes, seconds } from './rows.ts'

useDatabase()

const noon = new Date('2026-11-23T12:00:00Z')
const secrets = ['0123456789abcdef0123456789abcdef']
const link = `https://id.example.org/reset-password/${'x'.repeat(43)}`

let now: Date
let sent: { at: Date; letter: Letter }[]
let answer: (server: SmtpServer, letter: Letter) => Promise<{ reply: string }>
let settings: MailSettings | undefined

const deps = {
  clock: { now: () => now },
  log: createLog(
    'silent',
    () => {},
    () => now,
  ),
  config: { secrets },
  transport: {
    send: async (server: SmtpServer, letter: Letter) => {
      const result = await answer(server, letter)
      sent.push({ at: now, letter })
      return result
    },
  },
}
const smtp: DeliverySource = { settings: async () => settings, random: () => 0.5 }

beforeEach(async () => {
  await mongoose.connection.collection('mails').deleteMany({})
  now = noon
  await queue.resume(now)
  sent = []
  answer = async () => ({ reply: '250 ok' })
  settings = { server: aServer(25), from: { name: 'Example', address: 'noreply@example.org' }, replyTo: undefined }
})

function pass(ms: number): void {
  now = new Date(now.getTime() + ms)
}

async function ask(id: string, parts: Parameters<typeof aRow>[0] = {}): Promise<void> {
  await queue.enqueue(
    aRow({ _id: id, sealed: seal(secrets, sealedPlace(id), secretPart({ link })), createdAt: now, ...parts }),
  )
}

function failing(parts: Partial<SmtpFaultParts>): typeof answer {
  return async () => {
    throw new SmtpFault({ kind: 'connect', advice: 'Nothing listens there.', ...parts })
  }
}

/** The row as the database holds it: the sealed part is nowhere else to be seen. */
async function stored(id: string): Promise<queue.QueuedMail> {
  const row = await mongoose.connection.collection<queue.QueuedMail>('mails').findOne({ _id: id })
  if (!row) throw new Error(`No row ${id}`)
  return row
}

/** Delivers what is due in four lanes, as the background does; says whether there was anything. */
async function deliverDue(): Promise<boolean> {
  const lane = async () => {
    let busy = false
    while (await deliverNext(deps, smtp)) busy = true
    return busy
  }
  return (await Promise.all([lane(), lane(), lane(), lane()])).includes(true)
}

/** Lets time go by from one due letter to the next; says at which second each try happened. */
async function triesDuring(ms: number): Promise<number[]> {
  const tries: number[] = []
  const before = answer
  const start = now.getTime()
  answer = (server, letter) => {
    tries.push((now.getTime() - start) / seconds)
    return before(server, letter)
  }
  while (now.getTime() <= start + ms) {
    await deliverDue()
    const mails = mongoose.connection.collection<queue.QueuedMail>('mails')
    const next = await mails.findOne({ state: 'queued', notBefore: { $gt: now } }, { sort: { notBefore: 1 } })
    now = next ? next.notBefore : new Date(now.getTime() + minutes)
  }
  answer = before
  return tries
}

test('a letter is sent once, with its link, and the sealed part is erased', async () => {
  await ask('one')
  expect(JSON.stringify(await stored('one'))).not.toContain('x'.repeat(43))
  expect(await deliverDue()).toBe(true)
  expect(await deliverDue()).toBe(false)
  expect(sent).toHaveLength(1)
  expect(sent[0]?.letter).toMatchObject({
    messageId: 'one@id.example.org',
    subject: 'Password reset was requested at Example',
  })
  expect(sent[0]?.letter.text).toContain(link)
  expect(sent[0]?.letter.html).toContain(link)
  expect(await stored('one')).toMatchObject({ state: 'sent', sealed: null, lastReply: '250 ok', endedAt: now })
})

test('a relay that is down is tried after 5, 10, 20, 40 and then every 60 seconds', async () => {
  await ask('ladder')
  answer = failing({})
  const tries = await triesDuring(5 * minutes)
  const gaps = tries.slice(1).map((second, index) => second - (tries[index] ?? 0))
  expect(gaps).toEqual([5, 10, 20, 40, 60, 60, 60])
})

test('the letter leaves with the same Message-ID and link once the relay is back', async () => {
  await ask('back')
  answer = failing({ kind: 'data' })
  await triesDuring(minutes)
  answer = async () => ({ reply: '250 at last' })
  await triesDuring(minutes)
  expect(sent).toHaveLength(1)
  expect(sent[0]?.letter.messageId).toBe('back@id.example.org')
  expect(sent[0]?.letter.text).toContain(link)
})

test('jitter moves every try by at most a fifth', async () => {
  for (const [random, second] of [
    [0, 4],
    [1, 6],
  ] as const) {
    await ask(`jitter-${random}`)
    answer = failing({})
    await deliverNext(deps, { ...smtp, random: () => random })
    expect((await stored(`jitter-${random}`)).notBefore).toEqual(new Date(now.getTime() + second * seconds))
    await mongoose.connection.collection('mails').deleteMany({})
  }
})

test('a notice is tried for days, at most an hour apart', async () => {
  await ask('notice', { expiresAt: new Date(noon.getTime() + 72 * hours) })
  answer = failing({})
  let longest = 0
  for (let tries = 0; tries < 40; tries += 1) {
    await deliverNext(deps, smtp)
    const row = await stored('notice')
    longest = Math.max(longest, row.notBefore.getTime() - now.getTime())
    now = row.notBefore
  }
  expect(longest).toBe(hours)
  expect((await stored('notice')).state).toBe('queued')
})

test('an expired link is never sent, and its sealed part is erased', async () => {
  await ask('late')
  pass(30 * minutes)
  await deliverDue()
  expect(sent).toEqual([])
  expect(await stored('late')).toMatchObject({ state: 'expired', sealed: null })
})

test('a relay that stays down makes the letter expire in time, after one last try near the end', async () => {
  await ask('hopeless')
  answer = failing({})
  const tries = await triesDuring(35 * minutes)
  expect(tries.at(-1)).toBe(29 * 60 - 5)
  expect(await stored('hopeless')).toMatchObject({
    state: 'expired',
    sealed: null,
    lastReply: 'Nothing listens there.',
  })
})

test.each(['recipient', 'data'] as const)(
  'a %s refused for good is tried once and kept for people to see',
  async (kind) => {
    await ask('refused')
    answer = failing({ kind, code: 550, reply: '550 no such user', permanent: true })
    expect(await triesDuring(2 * minutes)).toEqual([0])
    expect(await stored('refused')).toMatchObject({ state: 'failed', sealed: null, lastReply: '550 no such user' })
  },
)

test('a greylisted letter comes again', async () => {
  await ask('grey')
  answer = failing({ kind: 'recipient', code: 451, reply: '451 later' })
  await deliverDue()
  expect(await stored('grey')).toMatchObject({ state: 'queued', attempts: 1, lastReply: '451 later' })
})

test('a wrong password pauses the queue and costs no letter an attempt; saving settings resumes it', async () => {
  await ask('first')
  await ask('second')
  answer = failing({ kind: 'authentication', code: 535, reply: '535 no' })
  expect((await triesDuring(minutes)).length).toBeLessThanOrEqual(4)
  expect(await queue.pauseUnderWay(now)).toMatchObject({ reason: '535 no' })
  expect(await stored('first')).toMatchObject({ state: 'queued', attempts: 0 })
  expect((await stored('first')).sealed).not.toBeNull()
  answer = async () => ({ reply: '250 ok' })
  await deliverDue()
  expect(sent).toEqual([])
  await queue.resume(now)
  await deliverDue()
  expect(sent).toHaveLength(2)
})

test('a pause ends by itself, and letters that ran out of time meanwhile expire', async () => {
  await ask('paused')
  answer = failing({ kind: 'sender', code: 553, reply: '553 not you', permanent: true })
  await deliverDue()
  answer = async () => ({ reply: '250 ok' })
  pass(6 * minutes)
  await deliverDue()
  expect(sent).toHaveLength(1)
  await queue.pause('testing', new Date(now.getTime() + 2 * hours), (await queue.standing(now)).era)
  await ask('too-late')
  pass(hours)
  await deliverDue()
  expect(await stored('too-late')).toMatchObject({ state: 'expired', sealed: null })
})

test('without settings letters wait unharmed', async () => {
  const ready = settings
  settings = undefined
  await ask('unconfigured')
  await deliverDue()
  expect(await stored('unconfigured')).toMatchObject({ state: 'queued', attempts: 0 })
  settings = ready
  await queue.resume(now)
  await deliverDue()
  expect(sent).toHaveLength(1)
})

test('a row that cannot become a letter is parked and holds up no other', async () => {
  await ask('no-template', { kind: 'no-such-kind' })
  await ask('no-placeholder', { placeholders: { subject: 'x' } })
  await ask('no-seal', { sealed: 'v1.bm90IG91cnM' })
  await ask('bad-link', { sealed: seal(secrets, sealedPlace('bad-link'), secretPart({ link: 'javascript:alert(1)' })) })
  await ask('good')
  await deliverDue()
  expect(sent.map(({ letter }) => letter.messageId)).toEqual(['good@id.example.org'])
  for (const id of ['no-template', 'no-placeholder', 'no-seal', 'bad-link']) {
    expect(await stored(id)).toMatchObject({ state: 'failed', sealed: null })
  }
})

describe('a letter sealed under a secret that is gone', () => {
  const lost = ['a secret that was lost meanwhile: 9876543210']
  const words = expect.stringContaining('This letter cannot be opened with the present SECRETS')
  const askLocked = (id: string) => ask(id, { sealed: seal(lost, sealedPlace(id), secretPart({ link })) })

  test('waits with its secret, costs no attempt and holds up no other', async () => {
    for (const id of ['locked-0', 'locked-1', 'locked-2']) await askLocked(id)
    await ask('good')
    await deliverDue()
    expect(sent.map(({ letter }) => letter.messageId)).toEqual(['good@id.example.org'])
    const waiting = { state: 'queued', attempts: 0, leasedUntil: null, triedAt: null, tries: [], lastReply: words }
    for (const id of ['locked-0', 'locked-1', 'locked-2']) {
      expect(await stored(id)).toMatchObject({ ...waiting, sealed: expect.stringMatching(/^v1\./) })
    }
    expect(await queue.lastDelivery()).toMatchObject({ ok: true })
  })

  test('is sent, with its link, once the secret is back', async () => {
    await askLocked('comes-back')
    await deliverDue()
    const { notBefore } = await stored('comes-back')
    expect(notBefore).toEqual(new Date(noon.getTime() + 2 * minutes))
    now = notBefore
    const restarted = { ...deps, config: { secrets: [...secrets, ...lost] } }
    await deliverNext(restarted, smtp)
    expect(sent[0]?.letter.text).toContain(link)
    expect(await stored('comes-back')).toMatchObject({ state: 'sent', sealed: null, attempts: 0, lastReply: '250 ok' })
  })

  test('expires in its time, saying why it never left', async () => {
    await askLocked('never-back')
    await triesDuring(35 * minutes)
    expect(sent).toEqual([])
    expect(await stored('never-back')).toMatchObject({ state: 'expired', sealed: null, attempts: 0, lastReply: words })
  })

  test('is not what a relay that was away is knocked at with, though it was tried before', async () => {
    for (const id of ['locked', 'waits']) await ask(id)
    answer = failing({})
    await triesDuring(minutes)
    const sealed = seal(lost, sealedPlace('locked'), secretPart({ link }))
    const rows = mongoose.connection.collection<queue.QueuedMail>('mails')
    await rows.updateOne({ _id: 'locked' }, { $set: { sealed, notBefore: now } })
    await deliverDue()
    expect(await stored('locked')).toMatchObject({ state: 'queued', triedAt: null, lastReply: words })
    await rows.updateOne({ _id: 'waits' }, { $set: { notBefore: new Date(now.getTime() + 5 * minutes) } })
    answer = async () => ({ reply: '250 back' })
    pass(8 * seconds)
    await deliverDue()
    expect(sent.map(({ letter }) => letter.messageId)).toEqual(['waits@id.example.org'])
  })
})

test('a fault of ours in the transport loses no letter and stops no other', async () => {
  await ask('unlucky')
  answer = async (_server, letter) => {
    if (letter.messageId.startsWith('unlucky')) throw new TypeError('a bug')
    return { reply: '250 ok' }
  }
  await ask('lucky')
  await deliverDue()
  expect(await stored('unlucky')).toMatchObject({ state: 'queued', attempts: 1 })
  expect(await stored('lucky')).toMatchObject({ state: 'sent' })
})

test('a worker that slept through its lease neither sends nor marks', async () => {
  await ask('sleepy')
  const frozen = {
    async settings() {
      pass(26 * seconds)
      return settings
    },
  }
  await deliverNext(deps, frozen)
  expect(sent).toEqual([])
  await deliverDue()
  expect(sent).toHaveLength(1)
})

test('many workers at once send every letter exactly once', async () => {
  for (let index = 0; index < 50; index += 1) await ask(`many-${index}`)
  await Promise.all(Array.from({ length: 4 }, () => deliverDue()))
  expect(sent).toHaveLength(50)
  expect(new Set(sent.map(({ letter }) => letter.messageId)).size).toBe(50)
})

test('one slow reply does not hold up the other letters', async () => {
  let finish = () => {}
  const slow = new Promise<void>((resolve) => {
    finish = resolve
  })
  for (let index = 0; index < 6; index += 1) await ask(`lane-${index}`)
  let quick = 0
  answer = async (_server, letter) => {
    if (letter.messageId.startsWith('lane-0')) await slow
    else quick += 1
    if (quick === 5) finish()
    return { reply: '250 ok' }
  }
  await deliverDue()
  expect(sent).toHaveLength(6)
})
