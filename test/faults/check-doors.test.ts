import mongoose from 'mongoose'
import { beforeEach, describe, expect, test } from 'vitest'
import { appendEntry } from '../../src/audit/log.ts'
import { hashPassword } from '../../src/security/passwords.ts'
import { useDatabase } from '../support/database.ts'
import { checkPasswords } from './check-passwords.ts'
import { checkChain, checkSessions } from './check-rest.ts'
import { knownPerson, makePerson } from './crowd.ts'
import type { Known, Ledger } from './ledger.ts'
import { replay, type Surroundings, signIn } from './people.ts'
import { readRecords } from './records.ts'
import type { Answer, Visitor } from './visitor.ts'

// I1, I5 and I7 have to see what is wrong as well, in the database and at the door.

useDatabase()

const [password, before] = ['a lamp in the window', 'a key under the mat']
const person = makePerson('alice', await hashPassword(password), [])
let alice: Known
let ledger: Ledger

beforeEach(async () => {
  await Promise.all(Object.values(mongoose.models).map((model) => model.deleteMany({})))
  await mongoose.model('Person').create([person])
  alice = { ...knownPerson(person), possible: [password], dead: [before] }
  const nothing = { turned: [], administrators: [], counts: {}, violations: [], cuts: [], resetOpen: [true] }
  ledger = { ...nothing, people: [alice], guesses: { victim: alice, weighedAt: [], waits: 0 } }
})

describe('I1', () => {
  test('the acknowledged password that is stored breaks nothing', async () => {
    expect(await verdict()).toEqual([])
  })

  test.each<[string, () => void, RegExp]>([
    ['an acknowledged password that is not stored', () => forget(), /I1 of 1 possible passwords of alice 0 are stored/],
    ['neither of two possible passwords stored', () => forget('another'), /I1 of 2 possible passwords of alice 0/],
    ['a dead password that is stored', () => alice.dead.push(password), /I1 the old password of alice is stored/],
    ['somebody who is gone', () => Object.assign(alice, { id: 'nobody' }), /I1 alice is gone/],
  ])('%s is seen', async (_what, spoil, expected) => {
    spoil()
    expect((await verdict()).join('\n')).toMatch(expected)
  })

  test('at the door, an acknowledged password that is refused is seen', async () => {
    await signIn(at({ status: 422 }), alice, password)
    expect(ledger.violations.join('\n')).toMatch(/I1 the acknowledged password of alice was refused/)
  })

  test('at the door, a dead password that opens is seen', async () => {
    await signIn(at({ status: 303 }), alice, before)
    expect(ledger.violations.join('\n')).toMatch(/I1 a dead password of alice opened/)
  })

  function forget(...also: string[]): void {
    alice.possible = ['never stored', ...also]
  }

  async function verdict(): Promise<string[]> {
    await checkPasswords(ledger, await readRecords())
    return ledger.violations
  }
})

describe('I5', () => {
  test.each([
    ['of nobody', { userId: 'nobody', sessionVersion: 1 }, /I5 a session of nobody/],
    ['ahead of its account', { userId: person._id.toString(), sessionVersion: 2 }, /I5 a session of alice is ahead/],
  ])('a session %s is seen', async (_what, wrong, expected) => {
    const records = await readRecords()
    const session = { id: 's', door: 'public' as const, address: '', userAgent: '', ...times() }
    checkSessions(ledger, { ...records, sessions: [{ ...session, ...wrong }] })
    expect(ledger.violations.join('\n')).toMatch(expected)
  })

  test('at the door, an ended session that is let in is seen', async () => {
    await replay(at({ status: 200 }), alice, 'an old cookie')
    expect(ledger.violations.join('\n')).toMatch(/I5 a session of alice lived on/)
  })

  test('at the door, an ended session that is sent to sign in breaks nothing', async () => {
    await replay(at({ status: 303 }), alice, 'an old cookie')
    expect(ledger.violations).toEqual([])
  })

  function times() {
    const now = new Date()
    return { startedAt: now, seenAt: now, expiresAt: now }
  }
})

describe('I7', () => {
  beforeEach(async () => {
    for (const id of ['first', 'second', 'third']) await appendEntry({ ...entry, id, at: new Date() })
  })

  const entry = { action: 'user.disabled', outcome: 'done' as const, actor: 'a', subject: 's', address: '' }
  const entries = () => mongoose.model('AuditEntry')

  test('a whole chain breaks nothing', async () => {
    expect(await checkChain(ledger)).toBe(3)
    expect(ledger.violations).toEqual([])
  })

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['changed', () => entries().updateOne({ _id: 2 }, { $set: { actor: 'b' } }), /I7 the audit chain is not whole/],
    ['taken out', () => entries().deleteOne({ _id: 2 }), /I7 the audit chain is not whole/],
    [
      'put behind with a wrong link',
      () => entries().updateOne({ _id: 3 }, { $set: { previousHash: 'x' } }),
      /I7 the audit chain is not whole/,
    ],
  ])('an entry that was %s is seen', async (_what, spoil, expected) => {
    await spoil()
    await checkChain(ledger)
    expect(ledger.violations.join('\n')).toMatch(expected)
  })
})

/** A door that gives everybody the same answer. */
function at({ status }: { status: number }): Surroundings {
  const answer: Answer = { kind: 'page', status, location: '', body: '' }
  const visitor = (): Visitor => ({
    cookies: new Map(),
    headers: {},
    get: async () => answer,
    post: async () => answer,
  })
  return { ledger, visitor } as Surroundings
}
