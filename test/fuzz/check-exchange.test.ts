import { describe, expect, test } from 'vitest'
import type { Case } from './case.ts'
import { faultOf } from './check-exchange.ts'
import { answersIn } from './exchange.ts'

// What the fuzz runner looks for it has to see.

const armour = [
  "content-security-policy: default-src 'none'",
  'x-content-type-options: nosniff',
  'x-frame-options: DENY',
  'referrer-policy: same-origin',
  'cross-origin-opener-policy: same-origin',
  'x-request-id: 6f6d2a3e-4f1b-4d8e-9a55-0d1a2b3c4d5e',
]
const given = { method: 'GET', path: ['users'], trick: { kind: 'none' } } as unknown as Case
const sent = Buffer.from('GET /users HTTP/1.1\r\n\r\n')

function answer(status: number, body: string, headers = armour): string {
  return [`HTTP/1.1 ${status} X`, ...headers, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
}

function verdict(text: string, more: { tookMs?: number; isSilent?: boolean } = {}): string | undefined {
  const heard = { ...answersIn(Buffer.from(text), false), tookMs: 5, isSilent: false, ...more }
  return faultOf(given, heard, { secrets: ['brass lantern'], sent, limitMs: 1000 })
}

describe('an answer', () => {
  test('that is as it should be has no fault', () => {
    expect(verdict(answer(200, 'a page'))).toBeUndefined()
    expect(verdict(answer(503, 'busy', [...armour, 'retry-after: 2']))).toBeUndefined()
  })

  test.each([
    ['a fault of ours', answer(500, 'x'), 'status 500'],
    ['away without saying for how long', answer(503, 'x'), 'status 503'],
    ['without its armour', answer(200, 'x', armour.slice(1)), 'header content-security-policy is missing (status 200)'],
    ['a stack trace', answer(400, 'Error\n    at send (/app/server.js:3:1)'), 'its body shows'],
    ['a secret', answer(200, 'a brass lantern'), 'it tells secret 0'],
    ['nothing', '', 'no answer'],
    ['the second of two', `${answer(200, 'x')}${answer(500, 'y')}`, 'status 500'],
  ])('%s is found', (_name, text, fault) => {
    expect(verdict(text)).toContain(fault)
  })

  test('that comes late, or never, is found', () => {
    expect(verdict(answer(200, 'x'), { tookMs: 1001 })).toBe('too slow')
    expect(verdict('', { isSilent: true })).toBe('no end of the connection in time')
  })
})

test('answers are taken apart however they are framed', () => {
  const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'
  const { answers, left } = answersIn(Buffer.from(`${chunked}${answer(404, 'gone')}HTTP/1.1 2`), false)
  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [200, 'abcde'],
    [404, 'gone'],
  ])
  expect(left).toBe('HTTP/1.1 2')
})
