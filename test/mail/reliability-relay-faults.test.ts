import { afterEach, expect, test } from 'vitest'
import { lastDelivery, pauseUnderWay, resume } from '../../src/mail/queue.ts'
import { useDatabase } from '../support/database.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { usePostOffice } from './reliability-support.ts'
import { minutes, seconds } from './rows.ts'

useDatabase()
const office = usePostOffice()
const credentials = { user: 'mailer', pass: 'right' }
let smtp: TestSmtpServer

afterEach(() => smtp.close())

async function openRelay(settings: Parameters<typeof startSmtpServer>[0] = {}): Promise<void> {
  smtp = await startSmtpServer(settings)
  office.useRelay(smtp.port)
}

test.each([60, 300].flatMap((windowSeconds) => [0, 0.5, 1].map((random) => ({ windowSeconds, random }))))(
  'C04: a mailbox greylisted for $windowSeconds s gets its letter within 30 s of opening (jitter $random)',
  async ({ windowSeconds, random }) => {
    const code = windowSeconds === 60 ? 450 : 451
    await openRelay({ refuse: { stage: 'recipient', code, text: 'greylisted, come again' } })
    office.random = random
    await office.ask('grey')
    await office.letTimePass(windowSeconds * seconds)
    expect(await office.row('grey')).toMatchObject({
      state: 'queued',
      lastReply: expect.stringContaining(String(code)),
    })
    expect(await lastDelivery(), 'a mailbox says nothing about the relay').toBeUndefined()
    smtp.refuse(undefined)
    await office.letTimePass(30 * seconds)
    const row = await office.row('grey')
    expect(row).toMatchObject({ state: 'sent', sealed: null })
    expect(row.expiresAt.getTime() - office.clock.now().getTime()).toBeGreaterThanOrEqual(20 * minutes)
    expect(smtp.mails).toHaveLength(1)
  },
)

test('C04: a letter deferred at its text comes again as well', async () => {
  await openRelay({ refuse: { stage: 'data', code: 451, text: 'try later', times: 1 } })
  await office.ask('deferred')
  await office.letTimePass(10 * seconds)
  expect(await office.row('deferred')).toMatchObject({ state: 'sent', attempts: 1 })
  expect(smtp.mails).toHaveLength(1)
})

test.each([
  { stage: 'recipient', code: 550 },
  { stage: 'data', code: 554 },
] as const)(
  'C05: $code at the $stage is tried once, kept for people to see, and others go on',
  async ({ stage, code }) => {
    await openRelay({ refuse: { stage, code, text: 'not here', times: 1 } })
    await office.ask('refused')
    await office.deliverOne()
    for (const id of ['second', 'third']) await office.ask(id)
    await office.letTimePass(5 * minutes)
    expect(await office.row('refused')).toMatchObject({
      state: 'failed',
      attempts: 1,
      sealed: null,
      lastReply: expect.stringContaining(String(code)),
    })
    expect(smtp.commands.filter((command) => command.startsWith('MAIL'))).toHaveLength(3)
    expect(smtp.mails).toHaveLength(2)
  },
)

test('C05: 535 pauses the queue at once, burns no attempt, and ends when settings are saved', async () => {
  await openRelay({ credentials })
  office.useRelay(smtp.port, { userName: credentials.user, password: 'wrong' })
  for (let index = 0; index < 12; index += 1) await office.ask(`waiting-${index}`)
  await office.deliverDue()
  expect(await pauseUnderWay(office.clock.now())).toMatchObject({ reason: expect.stringContaining('535') })
  const tries = smtp.commands.filter((command) => command.startsWith('AUTH')).length
  expect(tries).toBeLessThanOrEqual(4)
  await office.letTimePass(4 * minutes)
  expect(smtp.commands.filter((command) => command.startsWith('AUTH'))).toHaveLength(tries)
  for (const row of await office.rows()) expect(row).toMatchObject({ state: 'queued', attempts: 0 })
  expect(await lastDelivery()).toMatchObject({ ok: false, reply: expect.stringContaining('535') })
  office.useRelay(smtp.port, { userName: credentials.user, password: credentials.pass })
  await resume(office.clock.now())
  await office.deliverDue()
  expect(smtp.mails).toHaveLength(12)
})

test('C05: a 535 to settings that were replaced meanwhile pauses nothing', async () => {
  await openRelay({ credentials })
  office.useRelay(smtp.port, { userName: credentials.user, password: 'wrong' })
  await office.ask('raced')
  await office.deliverOne({
    send: async (server, letter) => {
      await resume(office.clock.now())
      office.useRelay(smtp.port, { userName: credentials.user, password: credentials.pass })
      const { createSmtpTransport } = await import('../../src/smtp/transport.ts')
      return createSmtpTransport().send(server, letter)
    },
  })
  expect(await pauseUnderWay(office.clock.now())).toBeUndefined()
  await office.deliverDue()
  expect(smtp.mails).toHaveLength(1)
})

test.each([
  { fault: 'an expired certificate', tls: 'tls', certificate: 'expired', shown: /expired/i },
  { fault: 'a certificate for another name', tls: 'tls', certificate: 'other-name', shown: /name/i },
  { fault: 'an expired certificate behind STARTTLS', tls: 'starttls', certificate: 'expired', shown: /expired/i },
  { fault: 'a missing STARTTLS', tls: 'none', certificate: 'localhost', shown: /STARTTLS/i },
  { fault: 'TLS 1.1', tls: 'tls', certificate: 'localhost', maxVersion: 'TLSv1.1', shown: /TLS|encrypted/i },
] as const)('C06: with $fault nothing leaves, the letter stays and the fault is named', async (scene) => {
  const { tls, certificate, shown } = scene
  const maxVersion = 'maxVersion' in scene ? scene.maxVersion : undefined
  await openRelay({ tls, certificate, ...(maxVersion && { maxVersion }) })
  office.useRelay(smtp.port, {
    protection: tls === 'tls' ? 'SslTls' : 'StartTls',
    userName: credentials.user,
    password: credentials.pass,
    caCertificate: smtp.certificate,
  })
  await office.ask('guarded')
  await office.letTimePass(2 * minutes)
  expect(smtp.commands.filter((command) => /^(AUTH|MAIL|RCPT|DATA)/.test(command))).toEqual([])
  expect(smtp.mails).toEqual([])
  const row = await office.row('guarded')
  expect(row).toMatchObject({ state: 'queued', sealed: expect.any(String) })
  expect(row.attempts).toBeGreaterThan(3)
  expect(await lastDelivery()).toMatchObject({ ok: false, reply: expect.stringMatching(shown) })
})

test('C02: one letter alone leaves within ten seconds of the relay’s return, and knocking costs it no attempt', async () => {
  await openRelay()
  await smtp.close()
  await office.ask('alone')
  await office.letTimePass(10 * minutes)
  const before = await office.row('alone')
  office.clock.advanceSeconds(1)
  await office.deliverDue()
  expect(await office.row('alone')).toMatchObject({ attempts: before.attempts, notBefore: before.notBefore })
  smtp = await startSmtpServer({ port: smtp.port })
  let waited = 0
  for (; smtp.mails.length === 0 && waited < 60; waited += 1) {
    office.clock.advanceSeconds(1)
    await office.deliverDue()
  }
  expect(waited).toBeLessThanOrEqual(10)
})
