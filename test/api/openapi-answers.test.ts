import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { answersOf } from '../../src/api/common-answers.ts'
import { contents } from '../../src/api/contents.ts'
import { type GivenAnswer, notAsDocumented, watchAnswers } from '../support/documented-answers.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { sendRaw } from '../support/raw-request.ts'

const latchkey = useLatchkey()
const json = 'application/json; charset=utf-8'
const claims = { method: 'GET', path: '/identity/recovery/v0.9/claims', status: 200, type: json, body: '[]' }
const fault = { code: '18016', message: 'Bad Request', description: 'No', traceId: 'x' }
const judge = (given: Partial<GivenAnswer>) => notAsDocumented(contents(latchkey.deps), { ...claims, ...given })

describe('an answer that is not as documented is found', () => {
  const rows: [string, Partial<GivenAnswer>, RegExp | undefined][] = [
    ['as documented', {}, undefined],
    ['a documented fault', { status: 400, body: JSON.stringify(fault) }, undefined],
    [
      'what every call may get',
      { status: 401, body: JSON.stringify({ ...fault, code: '401', message: 'Unauthorized' }) },
      undefined,
    ],
    ['a status nobody named', { status: 418, body: '{}' }, /answered 418, which is not documented/],
    ['a code nobody named', { status: 400, body: JSON.stringify({ ...fault, code: '18999' }) }, /not as documented/],
    [
      'a fault without its trace id',
      { status: 400, body: JSON.stringify({ ...fault, traceId: undefined }) },
      /traceId/,
    ],
    ['a field nobody named', { status: 400, body: JSON.stringify({ ...fault, more: 1 }) }, /more/],
    [
      'a field nobody named, inside a list',
      { body: '[{"uri":"https://a.test/","display-name":"","description":"","required":true,"more":1}]' },
      /fields that are not documented/,
    ],
    ['a field of another type', { body: '[{"uri":1}]' }, /0\.uri/],
    ['a body that is no JSON', { body: '[' }, /not as documented/],
    ['no body where one is due', { body: '', type: '' }, /not documented/],
    [
      'a body where none is due',
      { method: 'POST', path: '/identity/user/v1.0/resend-code', status: 201, body: '{}' },
      /type application\/json.* is not documented/,
    ],
    ['a page in place of JSON', { type: 'text/html; charset=utf-8', body: '<!doctype html>' }, /text\/html/],
    ['a success at an address that is not there', { path: '/nothing' }, /not documented/],
    ['a success for a method that is not there', { method: 'PUT' }, /not documented/],
  ]
  test.each(rows)('%s', (_name, given, line) => {
    if (line) expect(judge(given)).toMatch(line)
    else expect(judge(given)).toBeUndefined()
  })
})

test('a door whose API says something else than it documents is noticed, whoever asks', async () => {
  const door = createServer((_req, res) => res.setHeader('Content-Type', json).end('[{"surprise":true}]'))
  const broken = watchAnswers(door, contents(latchkey.deps))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  const ask = (path: string) => sendRaw(base, { method: 'GET', path, headers: { Host: 'console.latchkey.test' } })
  for (const path of ['/users', '/api', '/apiary', '/assets/app.css']) await ask(path)
  expect(broken).toEqual([])
  await ask('/t/carbon.super/api/identity/recovery/v0.9/claims?x=1')
  expect(broken).toEqual([
    expect.stringMatching(/^GET \/api\/identity\/recovery\/v0\.9\/claims answered 200, but .*surprise/),
  ])
  await new Promise((resolve) => door.close(resolve))
})

test('every example of an answer is as its own schema says, field by field', () => {
  for (const section of contents(latchkey.deps)) {
    for (const operation of section.operations) {
      for (const [status, { body, text, examples = [] }] of Object.entries(answersOf(section, operation))) {
        for (const example of examples) {
          const where = `${operation.method} ${section.base}${operation.path} ${status}`
          const schema = typeof example === 'string' && text ? text : body
          expect(schema?.safeParse(example), where).toMatchObject({ success: true, data: example })
        }
      }
    }
  }
})
