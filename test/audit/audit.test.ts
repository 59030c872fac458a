import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/audit/verify.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

interface Entry {
  _id: number
  action: string
  outcome: string
  actor: string
  subject: string
  address: string
  at: Date
  hash: string
  previousHash: string
}

describe('the audit log', () => {
  const latchkey = useLatchkey()
  const chosen = 'a compass that points home'
  let smtp: TestSmtpServer
  let entries: Entry[]
  const stored = () => mongoose.model<Entry>('AuditEntry')

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice])
    await console.open('/configuration/organization/smtp')
    await console.submit('Test Configuration')
    await console.submit('Test Configuration', { port: '1' })
    await forgot(latchkey, 'nobody-here')
    await forgot(latchkey, alice.username)
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), chosen)
    await signIn(latchkey, { ...alice, password: 'wrong wrong wrong' })
    const visitor = await signIn(latchkey, { ...alice, password: chosen })
    await visitor.submit('Save profile', { given_name: 'Alice' })
    await visitor.open('/my-account/password')
    await visitor.submit('Change password', {
      current_password: chosen,
      new_password: alice.password,
      confirm_password: alice.password,
    })
    await signInToConsole(latchkey, { username: 'admin', password: 'wrong wrong wrong' })
    await signInToConsole(latchkey, { username: 'admin', password: adminPassword })
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    await console.submit('Enable user')
    await switchReset(console, 'off')
    await latchkey.deps.background.idle()
    entries = await stored().find().sort({ _id: 1 }).lean<Entry[]>()
  })
  afterAll(() => smtp.close())

  test('holds an entry for everything that happened, once', () => {
    const told = entries.map(({ action, outcome }) => `${action} ${outcome}`)
    const count = (what: string) => told.filter((text) => text === what).length
    const expected: Record<string, number> = {
      'setup.completed done': 1,
      'smtp.changed done': 1,
      'system.changed done': 2,
      'user.created done': 1,
      'invitation.accepted done': 1,
      'smtp.tested done': 1,
      'smtp.tested refused': 1,
      'password-reset.link-issued refused': 1,
      'password-reset.link-issued done': 1,
      'password-reset.link-opened done': 1,
      'invitation.opened done': 1,
      'password-reset.completed done': 1,
      'sign-in refused': 1,
      'sign-in done': 1,
      'profile.changed done': 1,
      'password.changed done': 1,
      'console.sign-in refused': 1,
      'console.sign-in done': 1,
      'user.disabled done': 1,
      'user.enabled done': 1,
    }
    expect(Object.fromEntries(Object.keys(expected).map((what) => [what, count(what)]))).toEqual(expected)
    expect(told.filter((what) => !(what in expected))).toEqual([])
  })

  test('says who, to whom, from where and when, and holds no secret', () => {
    for (const entry of entries) {
      expect(entry.at).toBeInstanceOf(Date)
      expect(entry.address).toBe('127.0.0.1')
      expect(entry.action).toMatch(/^[a-z-]+(\.[a-z-]+)?$/)
    }
    const text = JSON.stringify(entries)
    for (const secret of [
      alice.password,
      chosen,
      adminPassword,
      'wrong wrong wrong',
      'nobody-here',
      ...smtp.mails.flatMap(({ parsed }) => parsed.text?.match(/token=(\S+)/)?.[1] ?? []),
    ])
      expect(text).not.toContain(secret)
  })

  test('is whole after a tour', async () => {
    expect(await verifyChain()).toEqual({ outcome: 'whole', entries: entries.length })
    expect(entries.map(({ _id }) => _id)).toEqual(entries.map((_, at) => at + 1))
  })

  /** Does harm to the log, sees whether it is found, and mends it. */
  async function found(harm: () => Promise<unknown>): Promise<unknown> {
    await harm()
    const verdict = await verifyChain()
    await stored().deleteMany({})
    await stored().insertMany(entries)
    expect(await verifyChain()).toEqual({ outcome: 'whole', entries: entries.length })
    return verdict
  }

  test.each<[string, object]>([
    ['who', { actor: 'somebody else' }],
    ['what', { action: 'user.enabled' }],
    ['how it ended', { outcome: 'refused' }],
    ['when', { at: new Date(0) }],
    ['from where', { address: '10.0.0.1' }],
    ['about whom', { subject: '' }],
    ['a detail that was not there', { detail: 'added' }],
    ['the event', { event: 'another' }],
    ['the hash', { hash: '0'.repeat(64) }],
    ['the hash before', { previousHash: '0'.repeat(64) }],
  ])('shows an entry edited in %s', async (_what, change) => {
    const victim = entries.find(({ action }) => action === 'password-reset.completed')?._id ?? 0
    const verdict = await found(() => stored().updateOne({ _id: victim }, { $set: change }))
    expect(verdict).toEqual({ outcome: 'broken', at: victim, fault: expect.any(String) })
  })

  test('shows an entry removed in the middle and at the beginning', async () => {
    expect(await found(() => stored().deleteOne({ _id: 5 }))).toEqual({ outcome: 'broken', at: 6, fault: 'gap' })
    expect(await found(() => stored().deleteOne({ _id: 1 }))).toEqual({ outcome: 'broken', at: 2, fault: 'gap' })
  })

  test('shows two entries swapped', async () => {
    const [third, fourth] = [entries[2], entries[3]]
    const verdict = await found(async () => {
      await stored().deleteMany({ _id: { $in: [3, 4] } })
      await stored().insertMany([
        { ...fourth, _id: 3 },
        { ...third, _id: 4 },
      ])
    })
    expect(verdict).toEqual({ outcome: 'broken', at: 3, fault: 'out-of-order' })
  })

  test('shows an entry put in between, also with a hash of its own', async () => {
    const last = entries.at(-1)
    const verdict = await found(() =>
      stored().insertMany([{ ...last, _id: (last?._id ?? 0) + 1, event: 'forged', previousHash: last?.hash }]),
    )
    expect(verdict).toEqual({ outcome: 'broken', at: (last?._id ?? 0) + 1, fault: 'edited' })
  })

  test('takes entries of many writers at once without a gap', async () => {
    const before = (await verifyChain()) as { entries: number }
    const visitors = await Promise.all(Array.from({ length: 20 }, () => latchkey.visitor().open('/sign-in')))
    await Promise.all(
      visitors.map((visitor, number) =>
        visitor.submit('Sign in', { identifier: `nobody-${number}`, password: 'wrong wrong wrong' }),
      ),
    )
    expect(await verifyChain()).toEqual({ outcome: 'whole', entries: before.entries + 20 })
  })
})
