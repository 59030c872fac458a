import { expect } from 'vitest'
import type { RawAnswer } from '../support/raw-request.ts'

const policy =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';object-src 'none'"

/** What every answer must carry, whatever it says. */
export function expectArmed(answer: RawAnswer): void {
  const carried = Object.fromEntries(
    [
      'content-security-policy',
      'x-content-type-options',
      'x-frame-options',
      'referrer-policy',
      'cross-origin-opener-policy',
      'cross-origin-resource-policy',
      'x-powered-by',
      'server',
    ].map((name) => [name, answer.header(name)]),
  )
  expect(carried).toEqual({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': expect.toBeOneOf(['same-origin', 'no-referrer']),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-powered-by': '',
    server: '',
  })
  expect(answer.header('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(answer.body).not.toMatch(/node_modules|\.ts:\d|\.js:\d|at Object\.|MongoServerError|ZodError/)
}

/** A page says what it is, is kept nowhere and listed nowhere. */
export function expectPage(answer: RawAnswer): void {
  expectArmed(answer)
  expect(answer.header('cache-control')).toBe('no-store')
  expect(answer.header('x-robots-tag')).toContain('noindex')
  const type = answer.status === 303 ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8'
  if (answer.body !== '') expect(answer.header('content-type')).toBe(type)
}
