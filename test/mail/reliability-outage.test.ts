import mongoose from 'mongoose'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { QueuedMail } from '../../src/mail/queue.ts'
import { requestReset } from '../../src/password-reset/request-reset.ts'
import { createUser, newUserId } from '../../src/users/users.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  choosePassword,
  configureSmtp,
  linkIn,
  mailsTo,
  moveIn,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { startScriptedRelay } from './reliability-relay.ts'

const latchkey = useLatchkey()
const linkMinutes = 30
let smtp: TestSmtpServer

beforeAll(async () => {
  smtp = await startSmtpServer()
  await moveIn(latchkey, smtp, [alice])
})
afterEach(() => smtp.close())

const rows = () => mongoose.connection.collection<QueuedMail>('mails').find({ kind: 'password-reset-sent' }).toArray()

async function forget(name: string): Promise<void> {
  await requestReset(latchkey.deps, { identifier: name, address: '192.0.2.1', userAgent: '', askedBy: `by ${name}` })
}

async function addPerson(name: string): Promise<void> {
  const [id, at] = [newUserId(), latchkey.clock.now()]
  const entry = { at, action: 'user.created', outcome: 'done' as const, actor: id, subject: id, address: '' }
  const names = { username: name, email: `${name}@example.test`, givenName: '', familyName: '', language: 'en' }
  await createUser({ ...names, id, roles: [], status: 'active', createdAt: at, event: { id: `made-${name}`, entry } })
}

/** Lets time pass in steps of so many seconds, the workers looking around at each. */
async function letTimePass(seconds: number, step: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += step) {
    latchkey.clock.advanceSeconds(step)
    await latchkey.deps.background.idle()
  }
}

test('C02: half an hour without a relay loses no live letter, mails no expired link and ends within ten seconds', async () => {
  const { port } = smtp
  const before = smtp.mails.length
  await smtp.close()
  for (let minute = 0; minute < linkMinutes; minute += 3) {
    await addPerson(`person-${minute}`)
    await forget(`person-${minute}`)
    await letTimePass(180, 60)
  }
  const status = (await signInToConsole(latchkey)).text
  expect(status).toContain('mail has not worked since')
  expect((await latchkey.visitor().open('/forgot-password')).status).toBe(200)

  const recovery = latchkey.clock.now()
  smtp = await startSmtpServer({ port })
  await letTimePass(10, 2)
  expect(smtp.mails.length, 'the first delivery').toBeGreaterThan(0)
  await letTimePass(20, 5)
  const letters = await rows()
  expect(letters).toHaveLength(10)
  const sent = letters.filter(({ state }) => state === 'sent')
  const expired = letters.filter(({ state }) => state === 'expired')
  expect(sent.length + expired.length, 'nothing waits any more, nothing failed').toBe(10)
  for (const row of sent) expect(row.expiresAt.getTime()).toBeGreaterThan(recovery.getTime())
  for (const row of expired) expect(row.expiresAt.getTime()).toBeLessThan(recovery.getTime() + 90_000)
  for (const row of letters) expect(row.sealed).toBeNull()
  expect(smtp.mails).toHaveLength(sent.length)
  expect(before).toBeGreaterThan(0)
  for (const mail of smtp.mails) expect((await latchkey.visitor().open(linkIn(mail))).text).toContain('New password')
  expect((await signInToConsole(latchkey)).text).not.toContain('mail has not worked')
}, 120_000)

test('C02: saving other SMTP settings makes every waiting letter due at once', async () => {
  smtp = await startSmtpServer()
  const console = await signInToConsole(latchkey)
  await configureSmtp(console, 9)
  await forget('alice')
  await letTimePass(120, 20)
  await configureSmtp(console, smtp.port)
  await latchkey.deps.background.idle()
  expect(mailsTo(smtp, alice.email)).toHaveLength(1)
})

test('C07: both copies of a letter whose last word was cut off bring the same working link', async () => {
  let cut = false
  const relay = await startScriptedRelay({
    async afterText() {
      if (cut) return 'accept'
      cut = true
      return 'cut'
    },
  })
  await configureSmtp(await signInToConsole(latchkey), relay.port)
  latchkey.clock.advanceMinutes(20)
  await forget('alice')
  await latchkey.deps.background.idle()
  await letTimePass(6, 2)
  const links = relay.mails.map(({ text }) => /https?:\/\/\S+token=\S+/.exec(text ?? '')?.[0])
  expect(relay.mails.map(({ messageId }) => messageId)).toEqual([relay.mails[0]?.messageId, relay.mails[0]?.messageId])
  expect(links).toEqual([links[0], links[0]])
  const password = 'nine loud herons at noon'
  await choosePassword(latchkey, links[1] ?? '', password)
  expect((await signIn(latchkey, { ...alice, password })).path).toContain('/')
  await latchkey.deps.background.idle()
  await relay.close()
})
