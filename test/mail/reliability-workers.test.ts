import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { useDatabase } from '../support/database.ts'
import { gate, type Script, startScriptedRelay } from './reliability-relay.ts'
import { linkOf, usePostOffice } from './reliability-support.ts'
import { minutes, seconds } from './rows.ts'

useDatabase()
const office = usePostOffice()
let relay: Awaited<ReturnType<typeof startScriptedRelay>>

// leases are renewed by an interval, which has to keep step with the clock of the test
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(async () => {
  vi.useRealTimers()
  await relay.close()
})

async function openRelay(script: Script = {}): Promise<void> {
  relay = await startScriptedRelay(script)
  office.useRelay(relay.port)
}

const copies = (id: string) => relay.mails.filter(({ messageId }) => messageId === `<${id}@id.example.org>`)

/** Looks again and again, while the event loop turns, until it is so. */
async function comeTrue(look: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 2000; looks += 1) {
    if (await look()) return
    await setTimeout(2)
  }
  throw new Error('It never came true')
}

/** Lets 8 seconds go by and waits until the row's holder has renewed its lease. */
async function renewed(id: string): Promise<void> {
  office.clock.advanceSeconds(8)
  vi.advanceTimersByTime(8 * seconds)
  const until = office.clock.now().getTime() + 25 * seconds
  await comeTrue(async () => (await office.row(id)).leasedUntil?.getTime() === until)
}

test('C03: while a relay takes two minutes over its last word the other lanes go on, and no copy leaves', async () => {
  const [reached, released, others] = [gate(), gate(), gate()]
  await openRelay({
    async afterText(mail) {
      if (mail.messageId === '<slow@id.example.org>') {
        reached.open()
        await released.opened
      } else if (relay.mails.length === 11) others.open()
      return 'accept'
    },
  })
  await office.ask('slow')
  const slow = office.deliverOne()
  await reached.opened
  for (let index = 0; index < 10; index += 1) await office.ask(`quick-${index}`)
  await office.deliverDue()
  await others.opened
  for (let passed = 0; passed < 120; passed += 8) {
    await renewed('slow')
    await office.deliverDue()
  }
  released.open()
  await slow
  expect(await office.row('slow')).toMatchObject({ state: 'sent', attempts: 0, lastReply: '250 taken' })
  expect(relay.mails).toHaveLength(11)
})

test('C07: where the last word is cut off each letter comes at most once more, with the same Message-ID and link', async () => {
  let taken = 0
  await openRelay({
    async afterText() {
      taken += 1
      return taken % 3 === 0 ? 'cut' : 'accept'
    },
  })
  const ids = Array.from({ length: 40 }, (_, index) => `cut-${index}`)
  for (const id of ids) await office.ask(id)
  await office.letTimePass(10 * minutes)
  const cuts = Math.floor(taken / 3)
  expect(relay.mails).toHaveLength(ids.length + cuts)
  for (const id of ids) {
    expect(await office.row(id)).toMatchObject({ state: 'sent', sealed: null })
    expect(copies(id).length).toBe((await office.row(id)).attempts + 1)
    for (const { text } of copies(id)) expect(text).toContain(linkOf(id))
  }
})

test('C08: four workers of four lanes send each of 40 letters once', async () => {
  await openRelay()
  const ids = Array.from({ length: 40 }, (_, index) => `row-${index}`)
  for (const id of ids) await office.ask(id)
  await office.deliverDue(4)
  expect(relay.mails).toHaveLength(40)
  expect(new Set(relay.mails.map(({ messageId }) => messageId)).size).toBe(40)
  expect((await office.rows()).filter(({ state }) => state !== 'sent')).toEqual([])
})

test('C08: a worker frozen before the text of the mail for three leases neither sends nor marks', async () => {
  const [reached, thawed] = [gate(), gate()]
  await openRelay({
    async beforeText(mail) {
      if (mail > 1) return
      reached.open()
      await thawed.opened
    },
  })
  await office.ask('frozen')
  const frozen = office.deliverOne()
  await reached.opened
  office.clock.advanceSeconds(75)
  await office.deliverDue()
  const row = await office.row('frozen')
  expect(row).toMatchObject({ state: 'sent', attempts: 0 })
  thawed.open()
  await frozen
  expect(copies('frozen')).toHaveLength(1)
  expect(await office.row('frozen')).toEqual(row)
})

test('C08: a worker that thaws with its lease over gives way even where nobody took the row yet', async () => {
  const [reached, thawed] = [gate(), gate()]
  await openRelay({
    async beforeText(mail) {
      if (mail > 1) return
      reached.open()
      await thawed.opened
    },
  })
  await office.ask('alone')
  const frozen = office.deliverOne()
  await reached.opened
  office.clock.advanceSeconds(75)
  thawed.open()
  await frozen
  expect(relay.mails).toEqual([])
  await office.deliverDue()
  expect(copies('alone')).toHaveLength(1)
})

test('C08: a worker whose renewal is refused sends nothing more', async () => {
  const [reached, thawed] = [gate(), gate()]
  await openRelay({
    async beforeText() {
      reached.open()
      await thawed.opened
    },
  })
  await office.ask('cancelled')
  const late = office.deliverOne()
  await reached.opened
  await mongoose.connection.collection('mails').updateMany({}, { $set: { state: 'cancelled' }, $inc: { fence: 1 } })
  vi.advanceTimersByTime(8 * seconds)
  await comeTrue(async () => office.logLines.some((line) => line.includes('mail-lease-lost')))
  thawed.open()
  await late
  expect(relay.mails).toEqual([])
  expect(await office.row('cancelled')).toMatchObject({ state: 'cancelled', attempts: 0 })
})

test('C09: rows whose workers died are sent by others within 30 seconds', async () => {
  await openRelay()
  const ids = Array.from({ length: 20 }, (_, index) => `orphan-${index}`)
  for (const id of ids) await office.ask(id)
  // a worker that dies in its conversation: its promise never ends, its timer never fires
  const dying = { send: () => new Promise<never>(() => {}) }
  for (const _ of ids) void office.deliverOne(dying)
  await comeTrue(async () => (await office.rows()).every(({ leasedUntil }) => leasedUntil !== null))
  office.clock.advanceSeconds(24)
  await office.deliverDue(2)
  expect(relay.mails).toEqual([])
  office.clock.advanceSeconds(4)
  await office.deliverDue(2)
  expect(relay.mails).toHaveLength(20)
  expect((await office.rows()).filter(({ state }) => state !== 'sent')).toEqual([])
})

test('C09: a relay’s last word is not lost to a database that is away for a moment', async () => {
  await openRelay()
  await office.ask('noted')
  const model = mongoose.model('Mail')
  const update = model.updateOne.bind(model)
  const away = vi.spyOn(model, 'updateOne').mockImplementationOnce(() => {
    throw Object.assign(new Error('connection lost'), { name: 'MongoNetworkError' })
  })
  away.mockImplementation(update as never)
  await office.deliverOne(createSmtpTransport())
  away.mockRestore()
  expect(await office.row('noted')).toMatchObject({ state: 'sent', sealed: null })
  office.clock.advanceMinutes(1)
  await office.deliverDue()
  expect(relay.mails).toHaveLength(1)
})
