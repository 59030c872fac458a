import { expect, test } from 'vitest'
import * as queue from '../../src/mail/queue.ts'
import { useDatabase } from '../support/database.ts'
import { aRow, hours, minutes, seconds } from './rows.ts'

useDatabase()

const noon = new Date('2026-11-23T12:00:00Z')
const at = (ms: number) => new Date(noon.getTime() + ms)

/** Takes what other tests left in the queue out of the way. */
async function emptyQueue(): Promise<void> {
  for (;;) {
    const row = await queue.lease(at(365 * 24 * 60 * minutes), 1)
    if (!row) return
    await queue.park(row, { state: 'failed', reply: '' }, noon)
  }
}

async function leased(id: string, now = noon): Promise<queue.QueuedMail> {
  await emptyQueue()
  await queue.enqueue(aRow({ _id: id, createdAt: noon }))
  const row = await queue.lease(now, 30 * seconds)
  if (!row) throw new Error('Nothing was due')
  return row
}

test('the same event twice makes one letter', async () => {
  await emptyQueue()
  await queue.enqueue(aRow({ _id: 'same' }))
  await queue.enqueue(aRow({ _id: 'same' }))
  expect(await queue.lease(at(minutes), 30 * seconds)).toMatchObject({ _id: 'same' })
  expect(await queue.lease(at(minutes), 30 * seconds)).toBeUndefined()
})

test('of many workers exactly one gets a row', async () => {
  await emptyQueue()
  await queue.enqueue(aRow({ _id: 'contested' }))
  const rows = await Promise.all(Array.from({ length: 20 }, () => queue.lease(at(minutes), 30 * seconds)))
  expect(rows.filter(Boolean)).toHaveLength(1)
})

test('a row whose worker died is lent again when its lease is over', async () => {
  const row = await leased('orphan')
  expect(await queue.lease(at(29 * seconds), 30 * seconds)).toBeUndefined()
  expect(await queue.lease(at(30 * seconds), 30 * seconds)).toMatchObject({ _id: 'orphan', fence: row.fence + 1 })
})

test('a stale worker cannot mark, put back, park, release or renew', async () => {
  const stale = await leased('stale')
  const current = await queue.lease(at(31 * seconds), 30 * seconds)
  if (!current) throw new Error('The lease did not end')
  const now = at(32 * seconds)
  expect(await queue.markSent(stale, '250 ok', now)).toBe(false)
  expect(await queue.putBack(stale, { reply: '451', notBefore: now, blamesRelay: true }, now)).toBe(false)
  expect(await queue.park(stale, { state: 'failed', reply: '550' }, now)).toBe(false)
  expect(await queue.release(stale, '', now)).toBe(false)
  expect(await queue.renew(stale, now, 1)).toBe(false)
  expect(await queue.markSent(current, '250 ok', now)).toBe(true)
  expect(await queue.markSent(current, '250 ok', now)).toBe(false)
})

test('a renewed lease is not lent to others', async () => {
  const row = await leased('renewed')
  expect(await queue.renew(row, at(20 * seconds), 30 * seconds)).toBe(true)
  expect(await queue.lease(at(40 * seconds), 30 * seconds)).toBeUndefined()
})

test('a row put back waits its time and counts its attempts; a released one does not', async () => {
  const row = await leased('waiting')
  await queue.putBack(row, { reply: '451 later', notBefore: at(10 * seconds), blamesRelay: true }, noon)
  expect(await queue.lease(at(9 * seconds), 30 * seconds)).toBeUndefined()
  const again = await queue.lease(at(10 * seconds), 30 * seconds)
  expect(again).toMatchObject({ attempts: 1, lastReply: '451 later' })
  await queue.release(again ?? row, 'paused', at(11 * seconds))
  expect(await queue.lease(at(11 * seconds), 30 * seconds)).toMatchObject({ attempts: 1 })
})

test('rows leave in the order of their due time', async () => {
  await emptyQueue()
  await queue.enqueue(aRow({ _id: 'second', createdAt: at(2) }))
  await queue.enqueue(aRow({ _id: 'first', createdAt: at(1) }))
  expect((await queue.lease(at(5), 1000))?._id).toBe('first')
  expect((await queue.lease(at(5), 1000))?._id).toBe('second')
})

test('the status line tells since when mail works or does not, and refused recipients say nothing about that', async () => {
  const good = await leased('good')
  await queue.markSent(good, '250 queued', at(hours))
  expect(await queue.lastDelivery()).toEqual({ ok: true, at: at(hours), reply: '250 queued' })
  const refused = await leased('refused')
  await queue.park(refused, { state: 'failed', reply: '550 no such user' }, at(2 * hours))
  expect(await queue.lastDelivery()).toMatchObject({ ok: true })
  const late = await leased('late')
  await queue.putBack(late, { reply: 'Nothing listens', notBefore: at(4 * hours), blamesRelay: true }, at(3 * hours))
  expect(await queue.lastDelivery()).toEqual({ ok: false, at: noon, reply: 'Nothing listens' })
})

test('the figure says how many wait', async () => {
  await emptyQueue()
  expect(await queue.countWaiting()).toBe(0)
  await queue.enqueue(aRow({ _id: 'figure-1', createdAt: at(1) }))
  await queue.enqueue(aRow({ _id: 'figure-2', createdAt: at(2) }))
  expect(await queue.countWaiting()).toBe(2)
})

test('a mailbox that is not ready yet says nothing about the relay', async () => {
  await emptyQueue()
  const before = await queue.lastDelivery()
  const greylisted = await leased('greylisted')
  await queue.putBack(greylisted, { reply: '451 later', notBefore: at(minutes), blamesRelay: false }, noon)
  expect(await queue.lastDelivery()).toEqual(before)
})

test('letters with dead links are taken back, the new one and other people’s are not', async () => {
  await emptyQueue()
  const letters = [
    { _id: 'old', userId: 'ann', kind: 'password-reset' },
    { _id: 'new', userId: 'ann', kind: 'password-reset' },
    { _id: 'notice', userId: 'ann', kind: 'password-changed' },
    { _id: 'other', userId: 'ben', kind: 'password-reset' },
  ]
  for (const letter of letters) await queue.enqueue(aRow(letter))
  await queue.cancelLinkLetters({ userId: 'ann', before: at(1), except: 'new' })
  expect(await queue.countWaiting()).toBe(3)
  await queue.cancelLinkLetters({ before: at(1) })
  expect(await queue.countWaiting()).toBe(1)
})

test('a field that the queue does not know is refused', async () => {
  const row = { ...aRow({ _id: 'odd' }), unknown: 1 }
  await expect(queue.enqueue(row)).rejects.toThrow(/unknown/)
})
