import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, choosePassword, lastMailTo, linkIn, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { askUsers, expectRefusal, lookUp } from './users-program.ts'

describe('many users by program', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  afterAll(() => smtp.close())

  const send = (body: unknown, more: { query?: string; type?: string } = {}) =>
    askUsers(latchkey, `/import${more.query ?? ''}`, { method: 'POST', body, ...(more.type && { type: more.type }) })
  const errorsOf = ({ json }: Awaited<ReturnType<typeof send>>) =>
    json.errors.map(({ field, message }: { field: string; message: string }) => `${field}: ${message}`)

  /** Everything an import could change. */
  async function everybody(): Promise<string> {
    await latchkey.deps.background.idle()
    const models = ['Person', 'Mail', 'AuditEntry', 'Roster'].map((name) => mongoose.model(name).find().lean())
    return JSON.stringify(await Promise.all(models))
  }

  test('are checked in a dry run, which changes nothing, and then imported', async () => {
    const body = {
      users: [
        { username: 'ida', email: 'ida@example.test', given_name: 'Ida', language: 'de' },
        { username: 'ivo', email: 'ivo@example.test', administrator: true },
        { username: 'alice', email: 'alice@example.test' },
      ],
    }
    const before = await everybody()
    const wouldBe = { created: 2, known: 1, administrators: 1, lost: [] }
    expect((await send(body, { query: '?dry_run=true' })).json).toEqual({ dry_run: true, ...wouldBe })
    expect(await everybody()).toBe(before)
    expect((await send(body)).json).toEqual({ dry_run: false, ...wouldBe })
    await latchkey.deps.background.idle()
    const visitor = await choosePassword(
      latchkey,
      linkIn(lastMailTo(smtp, 'ida@example.test')),
      'a lighthouse keeps its word',
    )
    expect(visitor.status).toBe(200)
    expect(await lookUp(latchkey, 'ivo')).toMatchObject({ roles: ['administrator'], status: 'invited' })
    expect((await send(body)).json).toMatchObject({ created: 0, known: 3 })
    const told = await mongoose
      .model('AuditEntry')
      .find({ action: 'users.imported' })
      .sort({ _id: 1 })
      .lean<{ detail: string }[]>()
    expect(told[0]?.detail).toBe('2 created, 1 there already, 0 not created, by API')
  })

  test('come as a CSV file, too', async () => {
    const file = '\ufeffusername;email\r\nsemi;semi@example.test\r\n'
    const type = 'text/csv; charset=utf-8'
    expect((await send(file, { type, query: '?dry_run=true' })).json).toMatchObject({ created: 1 })
    expect((await send(file, { type })).json).toMatchObject({ created: 1 })
    expect((await send({ csv: file })).json).toMatchObject({ created: 0, known: 1 })
  })

  test.each(['', '?dry_run=true'])('are refused whole with every bad line%s', async (query) => {
    const before = await everybody()
    const answer = await send(
      'username,email,roles\nok,ok@example.test,\na b,nowhere,emperor\nalice,z@example.test,\nx\n',
      {
        type: 'text/csv',
        query,
      },
    )
    expectRefusal(answer, [422, 'invalid-lines'])
    expect(errorsOf(answer)).toEqual([
      'line 3: username: Use letters, digits, dots, hyphens and underscores.',
      'line 3: email: Enter one address such as name@example.org.',
      'line 3: roles: Use administrator, user or nothing.',
      'line 4: Another user has this username.',
      'line 5: This line has 1 cell, the header has 3.',
    ])
    const users = ['ok', 'OK'].map((username) => ({ username, email: 'ok@example.test' }))
    const twice = await send({ users }, { query })
    expect(errorsOf(twice)).toEqual(['line 2: Line 1 has the same username.'])
    expect(await everybody()).toBe(before)
  })

  test.each([
    [{}, ''],
    [{ users: [] }, 'users'],
    [{ users: [{ username: 'x' }] }, 'users.0.email'],
    [{ users: [{ username: 'x', email: 'x@example.test', password: 'mine' }] }, 'users.0.password'],
    [{ users: [{ username: { $gt: '' }, email: 'x@example.test' }] }, 'users.0.username'],
    [{ users: [{ username: 'x', email: 'x@example.test' }], csv: 'username,email\n' }, ''],
    [{ csv: 'user\0name' }, 'csv'],
    [undefined, ''],
  ])('are refused by field: %j', async (body, field) => {
    const answer = await send(body)
    expectRefusal(answer, [422, 'invalid-fields'])
    expect(answer.json.errors[0].field).toBe(field)
  })

  test('are not read from other types, from other encodings or beyond 2 MB', async () => {
    expectRefusal(await send('username,email\n', { type: 'text/plain' }), [415, 'unsupported-media-type'])
    expectRefusal(await send('x'.repeat(2 * 1024 * 1024 + 1), { type: 'text/csv' }), [413, 'content-too-large'])
    const answer = await askUsers(latchkey, '', { method: 'POST', body: 'username,email\n', type: 'text/csv' })
    expectRefusal(answer, [415, 'unsupported-media-type'])
    const long = {
      users: Array.from({ length: 5001 }, (_, at) => ({ username: `u${at}`, email: `u${at}@example.test` })),
    }
    expectRefusal(await send(long), [422, 'invalid-fields'])
  })

  test('are refused with no longer an answer than somebody can read', async () => {
    const strange = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, at]))
    const answer = await send({ users: Array.from({ length: 5000 }, () => strange) })
    expectRefusal(answer, [422, 'invalid-fields'])
    expect(answer.json.errors).toHaveLength(100)
    expect(answer.json.errors[0]).toEqual({ field: 'users.0.username', message: 'Write a text here' })
  })

  test('leave as a file that the import takes again and no spreadsheet takes for formulas', async () => {
    await send({ users: [{ username: 'plus', email: '+plus@example.test', given_name: '=1+1' }] })
    const file = await askUsers(latchkey, '/export')
    expect(file.header('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.header('content-disposition')).toMatch(/^attachment; filename="?users-\d{4}-\d\d-\d\d\.csv"?$/)
    expect(file.body).toContain(`"plus","'+plus@example.test","'=1+1"`)
    const again = await send(file.body, { type: 'text/csv', query: '?dry_run=true' })
    expect(again.json).toMatchObject({ created: 0, known: file.body.trim().split('\r\n').length - 1 })
    expect((await askUsers(latchkey, '/export', { method: 'HEAD' })).status).toBe(200)
    const told = await mongoose.model('AuditEntry').find({ action: 'users.exported' }).lean<{ detail: string }[]>()
    expect(told.map(({ detail }) => detail)).toEqual(['by API'])
  })

  test('leave as one JSON object a line', async () => {
    const { body, status, header } = await askUsers(latchkey, '/export?format=ndjson')
    expect(header('content-type')).toMatch(/^application\/x-ndjson/)
    const lines = body.trim().split('\n')
    expect([status, JSON.parse(lines[0] ?? '').username]).toEqual([200, 'admin'])
    expect(lines.map((line) => JSON.parse(line).username)).toContain('plus')
    expectRefusal(await askUsers(latchkey, '/export?format=xml'), [422, 'invalid-fields'])
  })
})
