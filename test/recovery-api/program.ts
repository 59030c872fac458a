import { expect } from 'vitest'
import type { Latchkey } from '../support/latchkey.ts'
import { adminPassword } from '../support/people.ts'
import { type RawAnswer, sendRaw } from '../support/raw-request.ts'

export const v09 = '/api/identity/recovery/v0.9'
export const resendPath = '/api/identity/user/v1.0/resend-code'
export const v2 = '/api/users/v2/recovery/password'

/** HTTP Basic of somebody; the administrator of the first run where nobody is named. */
export function basic(name = 'admin', password = adminPassword): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
}

/** Calls the API as a program of the administrator does, or with other headers. */
export function call(
  latchkey: Latchkey,
  path: string,
  body?: unknown,
  more: { method?: string; headers?: Record<string, string | undefined> } = {},
): Promise<RawAnswer> {
  const headers = {
    Host: new URL(latchkey.adminUrl).host,
    Authorization: basic(),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...more.headers,
  }
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
  const method = more.method ?? (body === undefined ? 'GET' : 'POST')
  return sendRaw(latchkey.adminUrl, { method, path, headers, ...(text !== undefined && { body: text }) })
}

/** Checks that an answer is a fault of this status and code, with the four fields of an ErrorDTO. */
export function expectFault(answer: RawAnswer, status: number, code: string): void {
  expect([answer.status, answer.body && JSON.parse(answer.body).code]).toEqual([status, code])
  expect(answer.header('content-type')).toMatch(/^application\/json/)
  const body = JSON.parse(answer.body)
  for (const field of ['code', 'message', 'description', 'traceId']) expect(typeof body[field]).toBe('string')
  expect(answer.cookies).toEqual([])
}

/** The body that names a user. */
export function named(username: string, properties: { key: string; value: string }[] = []) {
  return { user: { username, realm: 'PRIMARY', 'tenant-domain': 'carbon.super' }, properties }
}

/** The token in a mailed link. */
export function tokenIn(link: string): string {
  return new URL(link).searchParams.get('token') ?? ''
}
