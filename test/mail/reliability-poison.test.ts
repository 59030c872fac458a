import { afterEach, beforeEach, expect, test } from 'vitest'
import { lastDelivery } from '../../src/mail/queue.ts'
import { useDatabase } from '../support/database.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { usePostOffice } from './reliability-support.ts'
import { minutes } from './rows.ts'

useDatabase()
const office = usePostOffice()
let smtp: TestSmtpServer

beforeEach(async () => {
  smtp = await startSmtpServer()
  office.useRelay(smtp.port)
})
afterEach(() => smtp.close())

test('C10: letters that can never leave are parked where people see them, and all others go on at once', async () => {
  const address = 'two@example.org, three@example.org'
  for (let index = 0; index < 4; index += 1) {
    await office.ask(`no-template-${index}`, { kind: 'no-such-kind' })
    await office.ask(`no-placeholder-${index}`, { placeholders: {} })
    await office.ask(`bad-seal-${index}`, { sealed: 'v1.bm90IG91cnM' })
    await office.ask(`bad-address-${index}`, { to: { name: '', address } })
  }
  for (let index = 0; index < 40; index += 1) await office.ask(`good-${index}`)
  await office.deliverDue()
  expect(smtp.mails).toHaveLength(40)
  const parked = (await office.rows()).filter(({ state }) => state === 'failed')
  expect(parked).toHaveLength(16)
  for (const row of parked)
    expect(row).toMatchObject({ attempts: 1, sealed: null, lastReply: expect.stringMatching(/\w/) })
  expect(await lastDelivery()).toMatchObject({ ok: true })
})

test('C10: a letter that this server itself cannot send is tried five times, then parked', async () => {
  await office.ask('own-fault', { messageId: 'no Message-ID' })
  await office.deliverDue()
  expect(await office.row('own-fault')).toMatchObject({ state: 'queued', attempts: 1 })
  await office.ask('good')
  await office.letTimePass(5 * minutes)
  expect(await office.row('own-fault')).toMatchObject({ state: 'failed', attempts: 5, sealed: null })
  expect(smtp.mails).toHaveLength(1)
  expect(office.logLines.filter((line) => line.includes('mail-transport-failed'))).toHaveLength(5)
})
