import { expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import { expectArmed } from '../web/armour.ts'

const latchkey = useLatchkey()

test.each([
  ['/t/%zz/api/v1/users', 'bad-request'],
  ['/t/%c0%ae/api/v1/audit/export', 'bad-request'],
  ['/t/%zz/api/users/v2/recovery/password/init', '400'],
])('a program whose tenant is not well-formed is told so in JSON: %s', async (path, code) => {
  const answer = await latchkey.console().send('GET', path)
  expect([answer.status, answer.header('content-type')]).toEqual([400, 'application/json; charset=utf-8'])
  expect(JSON.parse(answer.body)).toMatchObject({ code, description: 'The address is not well-formed' })
  expectArmed(answer)
})

test('while what only looks like a tenant’s address gets the page of every other unreadable one', async () => {
  const answer = await latchkey.console().send('GET', '/t/%zz/elsewhere')
  expect([answer.status, answer.header('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
})
