import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setProof } from '../security/flood.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, lastMailTo, linkIn, moveIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

/** Spellings that a browser, or a careless parser, would take for another site or another header. */
const hostileTargets = [
  '//evil.test',
  '///evil.test',
  '////evil.test/x',
  '/\\evil.test',
  '\\\\evil.test',
  '\\/evil.test',
  '/\\/evil.test',
  '/\t/evil.test',
  '\t//evil.test',
  ' //evil.test',
  '/\n/evil.test',
  '/\r/evil.test',
  'https://evil.test',
  'HTTPS://evil.test',
  'https:evil.test',
  'https:/evil.test',
  'http://latchkey.test@evil.test',
  'http:\\\\evil.test',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'evil.test',
  'evil.test/my-account',
  '.evil.test',
  '@evil.test',
  ':@evil.test',
  '/..//evil.test',
  '/.//evil.test',
  '/my-account/..//evil.test',
  '/%2e%2e//evil.test',
  '/x/%2E%2E//evil.test',
  '/my-account\r\nSet-Cookie: x=1',
  '/my-account\u2028//evil.test',
  '/\u00a0//evil.test',
  '/ｅvil.test\\',
  'ftp://evil.test',
  'mailto:x@evil.test',
  '?//evil.test',
  '#//evil.test',
  `/${'a'.repeat(600)}`,
]

describe('the way back to where a person was going', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await setProof(await moveIn(latchkey, smtp, [alice]), { proof_of_work: '' })
  })
  afterAll(() => smtp.close())

  test('is carried from the forgotten-password page through the mail and the reset to sign-in and beyond', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password?return_to=%2Fmy-account%3Ffrom%3Dshop')
    await visitor.submit('Send Mail', { identifier: alice.username })
    await latchkey.deps.background.idle()
    const elsewhere = latchkey.visitor()
    await elsewhere.open(linkIn(lastMailTo(smtp, alice.email)))
    alice.password = 'thirteen geese over the bay'
    await elsewhere.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    expect(elsewhere.path).toBe('/sign-in?return_to=%2Fmy-account%3Ffrom%3Dshop')
    await elsewhere.submit('Sign in', { identifier: alice.username, password: alice.password })
    expect(elsewhere.path).toBe('/my-account?from=shop')
  })

  test('is carried by the link “Forgot your Password?” of the sign-in page', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/my-account?from=shop')
    await visitor.follow('Forgot your Password?')
    expect(visitor.form('Send Mail').fields.return_to).toBe('/my-account?from=shop')
  })

  test.each(hostileTargets)('never leaves this origin for %j', async (target) => {
    const query = `return_to=${encodeURIComponent(target)}`
    const visitor = latchkey.visitor()
    await visitor.open(`/forgot-password?${query}`)
    expect(visitor.form('Send Mail').fields.return_to).toBe('')
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&identifier=nobody&${query}`
    const asked = await visitor.send('POST', '/forgot-password', { body })
    expect([asked.status, asked.header('location')]).toEqual([303, '/forgot-password/sent'])

    await visitor.open(`/sign-in?${query}`)
    expect(visitor.form('Sign in').fields.return_to).toBe('')
    const credentials = `identifier=alice&password=${encodeURIComponent(alice.password)}`
    const signIn = `_csrf=${encodeURIComponent(visitor.formToken)}&${credentials}&${query}`
    const answer = await visitor.send('POST', '/sign-in', { body: signIn })
    expect([answer.status, answer.header('location')]).toEqual([303, '/my-account'])
    expect(answer.cookies.every((cookie) => cookie.startsWith('latchkey-public-'))).toBe(true)

    await visitor.submit('Sign in', { identifier: alice.username, password: alice.password })
    await visitor.open(`/sign-in?${query}`)
    expect(visitor.path).toBe('/my-account')
  })

  test('is dropped when it is given twice or as a list', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/sign-in?return_to=/a&return_to=/b')
    expect(visitor.form('Sign in').fields.return_to).toBe('')
    await visitor.open('/sign-in?return_to[]=/a')
    expect(visitor.form('Sign in').fields.return_to).toBe('')
  })
})
