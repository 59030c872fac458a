import { beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { call } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { adminPassword, becomeAdministrator } from '../support/people.ts'

const token = 'Zr6Tn3BvX9cLq1WsE7yHd5KjM0aGp4UfZr6Tn3BvX9c'
const apiKey = `lk_0123456789abcdef_${token}0a1b2c3d`

describe('a request', () => {
  const latchkey = useLatchkey()
  const lines = () => latchkey.logLines.map((line) => JSON.parse(line) as Record<string, unknown>)

  beforeAll(async () => {
    await becomeAdministrator(latchkey)
  })

  test('has an id of our own in its answer and its line, whatever was sent along', async () => {
    const sent = '00000000-0000-4000-8000-000000000000'
    const answer = await call(latchkey, '/api/v1/users/abc', undefined, { headers: { 'X-Request-Id': sent } })
    const id = answer.header('x-request-id')
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    expect(JSON.parse(answer.body).traceId).toBe(id)
    const line = lines().find(({ requestId }) => requestId === id)
    expect(line).toEqual({
      ...{ requestId: id, door: 'admin', method: 'GET', route: '/api/v1/users/:id', status: 404 },
      ...{ ms: expect.any(Number), at: expect.any(String), level: 'debug', event: 'request' },
    })
    expect(latchkey.logLines.join('')).not.toContain(sent)
  })

  test('names the id on its error page', async () => {
    const answer = await latchkey.visitor().send('GET', '/nothing/here')
    const id = answer.header('x-request-id')
    expect(answer.body).toContain(`<code>${id}</code>`)
    expect(lines().find(({ requestId }) => requestId === id)).toMatchObject({ route: 'none', status: 404 })
  })

  test('leaves no secret in the log, neither of its address nor of its body', async () => {
    await latchkey.visitor().send('GET', `/reset-password?token=${token}`)
    await call(latchkey, '/api/v1/users', undefined, { headers: { Authorization: `Bearer ${apiKey}` } })
    const text = latchkey.logLines.join('')
    for (const secret of [token, apiKey, adminPassword, Buffer.from(`admin:${adminPassword}`).toString('base64')])
      expect(text).not.toContain(secret)
  })
})

describe('a line of the log', () => {
  const written: string[] = []
  const log = createLog(
    'info',
    (line) => written.push(line),
    () => new Date(0),
  )

  test.each([
    ['a field that sounds like one', { smtpPassword: 'hunter2' }, 'hunter2'],
    ['an API key in a text', { reason: `the key ${apiKey} is unknown` }, apiKey],
    ['a token in an address in a text', { reason: `no route for /reset-password?token=${token}.` }, token],
    ['a password in an address', { error: new Error('cannot reach mongodb://root:hunter2@db.example') }, 'hunter2'],
    ['what an error was caused by', { error: new Error('no', { cause: new Error(`at ${token}`) }) }, token],
  ])('masks %s', (_, fields, secret) => {
    log.error('something', fields)
    expect(written.at(-1)).toContain('[secret]')
    expect(written.at(-1)).not.toContain(secret)
  })

  test('keeps what only looks a little like one', () => {
    const id = '6f6d2a3e-4f1b-4d8e-9a55-0d1a2b3c4d5e'
    const fields = { requestId: id, hash: 'a'.repeat(64), page: 'https://example.test/a?b=c' }
    log.info('something', fields)
    expect(JSON.parse(written.at(-1) ?? '')).toMatchObject(fields)
  })

  test('is one line, whatever is in it', () => {
    log.info('something', { reason: 'first\n{"level":"error"}\r\nlast' })
    expect(
      written
        .at(-1)
        ?.trimEnd()
        .split(/[\r\n]/),
    ).toHaveLength(1)
  })
})
