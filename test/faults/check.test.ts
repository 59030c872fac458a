import { beforeEach, describe, expect, test } from 'vitest'
import { checkChanges, checkMailRows } from './check-events.ts'
import { checkMails } from './check-mails.ts'
import { checkAdministrators, checkGuesses } from './check-rest.ts'
import { makePerson } from './crowd.ts'
import type { Known, Ledger } from './ledger.ts'
import type { Entry, Records } from './records.ts'
import type { RelayLog, Taken } from './relay-log.ts'

// The invariants have to see what is wrong: each test breaks one thing in a world where all is well.

const alice = { ...makePerson('alice', 'hash', ['administrator']), sessionVersion: 2 }
const id = alice._id.toString()
const changed = { _id: 1, event: 'e1', action: 'password.changed', outcome: 'done', subject: id }
const letter = { _id: 'e1', kind: 'password-changed', userId: id, messageId: 'e1@x', state: 'sent', sealed: null }
const row = { ...letter, to: { name: '', address: alice.email } }
const times = { by: 'app-1', since: 900, at: 1000, answered: true, cut: false }
const copy: Taken = { ...times, copy: '1', messageId: 'e1@x', to: alice.email, subject: '', link: 'l' }
const again: Taken = { ...copy, copy: '2', by: 'app-2', since: 39_900, at: 40_000 }
let records: Records
let ledger: Ledger
let taken: Taken[]

beforeEach(() => {
  world({})
  taken = [copy]
  const known = {
    id,
    username: 'alice',
    email: alice.email,
    possible: ['p'],
    dead: [],
    restsUntil: 0,
    askedAt: undefined,
  }
  const person: Known = {
    ...known,
    usedLinks: [],
    endedSessions: [],
    status: ['active'],
    asks: 0,
    changes: { acknowledged: 1, unknown: 0 },
    resets: { acknowledged: 0, unknown: 0 },
  }
  const guesses = { victim: person, weighedAt: [], waits: 0 }
  const nothing = { turned: [], administrators: [], counts: {}, violations: [], cuts: [] }
  ledger = { ...nothing, people: [person], guesses, resetOpen: [true] }
})

test('a world where all is well has no violations', () => {
  expect(verdict()).toEqual([])
})

test.each<[string, () => void, RegExp]>([
  ['a change without its audit entry', () => world({ entries: [] }), /I2 alice changed 1 times, the log tells of 0/],
  [
    'an acknowledged change that is gone',
    () => world({ people: [{ ...alice, sessionVersion: 1 }], entries: [] }),
    /I2/,
  ],
  ['an event told twice', () => world({ entries: [changed, { ...changed, _id: 2 }] }), /I3 event e1 was told twice/],
  ['an event without its letter', () => world({ mails: [] }), /I3 password\.changed e1 has no letter/],
  ['a letter still waiting', () => world({ mails: [{ ...row, state: 'queued' }] }), /I3 the letter e1 is queued/],
  ['a letter that keeps its secret', () => world({ mails: [{ ...row, sealed: 'x' }] }), /I3 the ended letter e1/],
  ['a mail nobody queued', () => taken.push({ ...copy, messageId: 'x' }), /I4 the mail x has no row/],
  ['a mail gone elsewhere', () => taken.splice(0, 1, { ...copy, to: 'mallory@evil.test' }), /I4 e1@x went elsewhere/],
  [
    'a second copy after the final reply',
    () => taken.push(again),
    /I4 e1@x was sent again by app-2 though its reply arrived at app-1/,
  ],
  ['copies with different links', () => taken.push({ ...copy, link: 'm' }), /different links/],
  ['a letter marked as sent and lost', () => taken.splice(0), /I4 the letter e1 counts as sent/],
  ['no administrator left', () => world({ people: [{ ...alice, status: 'disabled' }] }), /I6 there is no active/],
  ['a roster that names somebody else', () => world({ roster: ['x'] }), /I6 the roster names x/],
  ['a switch that forgot', () => world({ resetOpen: false }), /I6 the switch is false/],
  [
    'too many guesses',
    () => ledger.guesses.weighedAt.push(1, 2, 3, 4, 5, 6, 7, 8),
    /I8 8 guesses were weighed where 7/,
  ],
  ['guesses forgotten', () => ledger.guesses.weighedAt.push(1, 2), /I8 2 guesses were weighed, 0 are on record/],
])('%s is seen', (_what, spoil, expected) => {
  spoil()
  expect(verdict().join('\n')).toMatch(expected)
})

describe('a second copy', () => {
  const cut = (who: string, at: number) => ledger.cuts.push({ who, at, what: 'kill' })

  test.each<[string, () => void]>([
    ['the relay hung up instead of its final reply', () => taken.splice(0, 1, { ...copy, cut: true, answered: false })],
    ['the relay was killed before its final reply', () => killRelay(1100)],
    ['its worker was killed before the mail was taken', () => cut('app-1', 950)],
    ['its worker was killed before it noted the reply', () => cut('app-1', 1100)],
    ['the database was away when the reply was to be noted', () => cut('database', 500)],
    ['the worker of the second was frozen in the middle of it', () => cut('app-2', 39_950)],
  ])('is fine where %s', (_when, strike) => {
    taken.push(again)
    strike()
    expect(verdict()).toEqual([])
  })

  test.each<[string, () => void]>([
    ['its relay was killed after its final reply', () => cut('relay', 1100)],
    ['its worker was killed before it began', () => cut('app-1', 800)],
    ['its worker was killed long after', () => cut('app-1', 9000)],
    ['another worker was killed', () => cut('app-2', 1000)],
    ['the final reply of another mail was cut', () => taken.push({ ...copy, messageId: 'x', cut: true })],
    ['no final reply is known, and nothing struck the relay', () => taken.splice(0, 1, { ...copy, answered: false })],
  ])('is a violation where %s', (_when, strike) => {
    taken.push(again)
    strike()
    expect(verdict().join('\n')).toMatch(/I4 e1@x was sent again/)
  })

  function killRelay(at: number): void {
    taken.splice(0, 1, { ...copy, answered: false })
    cut('relay', at)
  }
})

function world(spoiled: {
  people?: Records['people'] extends Map<string, infer Row> ? Row[] : never
  mails?: object[]
  entries?: Entry[]
  roster?: string[]
  resetOpen?: boolean
}): void {
  const { people = [alice], mails = [row], entries = [changed], roster = [id], resetOpen = true } = spoiled
  const rows = mails as Records['mails'] extends Map<string, infer Row> ? Row[] : never
  records = {
    people: new Map(people.map((person) => [person._id.toString(), person])),
    mails: new Map(rows.map((mail) => [mail._id, mail])),
    mailOf: new Map(rows.map((mail) => [mail.messageId, mail])),
    entries,
    entriesOf: new Map([[id, entries]]),
    sessions: [],
    roster,
    resetOpen,
    attempts: [],
  }
}

function verdict(): string[] {
  const relayLog: RelayLog = { taken, refresh: () => {}, newestLink: () => undefined }
  checkChanges(ledger, records)
  checkMailRows(ledger, records)
  checkMails(ledger, records, relayLog)
  checkAdministrators(ledger, records)
  checkGuesses(ledger, records)
  return ledger.violations
}
