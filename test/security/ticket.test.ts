import { describe, expect, test } from 'vitest'
import { isSolved } from '../../src/security/puzzle.ts'
import { issueTicket, readTicket } from '../../src/security/ticket.ts'
import { solutionOf } from './flood.ts'

const secrets = ['the secret of today, long enough', 'the secret of yesterday, long enough']
const holder = { act: 'sign-in', address: '2001:db8:1:2::3' }
const now = new Date('2026-11-24T10:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)

describe('a ticket', () => {
  const ticket = issueTicket(secrets, holder, now)

  test('is read by whoever issued it, and by nobody who does not know the secret', () => {
    expect(readTicket(secrets, ticket, { holder, now })).toMatchObject({ issuedAt: now, expiresAt: later(600) })
    expect(readTicket(['another secret altogether, long'], ticket, { holder, now })).toBeUndefined()
  })

  test('is read under an older secret too', () => {
    const older = issueTicket(secrets.slice(1), holder, now)
    expect(readTicket(secrets, older, { holder, now })).toBeDefined()
  })

  test('ends after ten minutes', () => {
    expect(readTicket(secrets, ticket, { holder, now: later(599) })).toBeDefined()
    expect(readTicket(secrets, ticket, { holder, now: later(600) })).toBeUndefined()
  })

  test('is good for its act and for its network alone, of which IPv6 has 64 bits', () => {
    const by = (other: object) => readTicket(secrets, ticket, { holder: { ...holder, ...other }, now })
    expect(by({ address: '2001:db8:1:2:ffff::9' })).toBeDefined()
    expect(by({ address: '2001:db8:1:3::3' })).toBeUndefined()
    expect(by({ act: 'forgot' })).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['an earlier moment', ticket.replace(/\..*\./, `.${(now.getTime() - 60_000).toString(36)}.`)],
    ['another id', `${'A'.repeat(22)}${ticket.slice(22)}`],
    ['another signature', ticket.replace(/[^.]*$/, 'A'.repeat(43))],
    ['a piece more', `${ticket}.0`],
    ['half of it', ticket.slice(0, 40)],
  ])('is refused with %s', (_, text) => {
    expect(readTicket(secrets, text, { holder, now })).toBeUndefined()
  })
})

describe('a puzzle', () => {
  const ticket = issueTicket(secrets, holder, now)
  const id = ticket.split('.')[0] as string
  const solution = solutionOf(ticket)
  const numbers = solution.split('.')

  test('is solved by what the search finds, and for its own id alone', () => {
    expect(isSolved(id, solution)).toBe(true)
    expect(isSolved(solutionOf(issueTicket(secrets, holder, now)), solution)).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['a piece less', numbers.slice(1).join('.')],
    ['a piece more', `${solution}.1`],
    ['a wrong number', [...numbers.slice(1), `${Number(numbers[7]) + 1}`].join('.')],
    ['something else than digits', solution.replace(/\d/, 'x')],
    ['one number for all', Array(8).fill(numbers[0]).join('.')],
  ])('is not solved by %s', (_, text) => {
    expect(isSolved(id, text)).toBe(false)
  })
})
