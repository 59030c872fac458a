import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseState } from '../audit/dump.ts'
import { setProof } from '../security/flood.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, forgot, lastMailTo, linkIn, mailsTo, moveIn, openPerson } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { seen } from './seen.ts'

describe('the button “Send it again”', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await openPerson(console, bob.username)
    await console.submit('Disable user')
    await setProof(console, { proof_of_work: '' })
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  test('sends another mail to whoever was named, with the way back, and says so', async () => {
    const visitor = await latchkey.visitor().open('/forgot-password?return_to=%2Fmy-account%3Ffrom%3Dshop')
    await visitor.submit('Send Mail', { identifier: alice.email })
    await latchkey.deps.background.idle()
    const before = mailsTo(smtp, alice.email).length
    await visitor.submit('Send it again')
    expect(visitor.path).toBe('/forgot-password/sent?return_to=%2Fmy-account%3Ffrom%3Dshop')
    expect(visitor.text).toContain('another mail is on its way')
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email).length - before).toBe(1)
    const elsewhere = await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))
    alice.password = 'five owls in one barn'
    await elsewhere.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    expect(elsewhere.path).toBe('/sign-in?return_to=%2Fmy-account%3Ffrom%3Dshop')
  })

  test('stands beside the wait and the limit that really hold', async () => {
    const visitor = await forgot(latchkey, alice.username)
    expect(visitor.text).toContain('Wait two minutes before you send it again.')
    expect(visitor.text).toContain('Within 15 minutes an account gets 3 mails at most')
    const before = mailsTo(smtp, alice.email).length
    for (let time = 0; time < 5; time++) {
      await visitor.submit('Send it again')
      await latchkey.deps.background.idle()
    }
    expect(mailsTo(smtp, alice.email).length - before).toBe(2)
  })

  test('lets the same bytes be seen for everybody', async () => {
    const press = async (identifier: string) => {
      const visitor = await forgot(latchkey, identifier)
      const body = `_csrf=${encodeURIComponent(visitor.formToken)}`
      const shown = await visitor.send('GET', '/forgot-password/sent')
      const again = await visitor.send('POST', '/forgot-password/again', { body })
      await latchkey.deps.background.idle()
      return [seen(shown), seen(again)]
    }
    const expected = await press('nobody-of-this-name')
    expect(expected.map(({ status }) => status)).toEqual([200, 303])
    for (const name of [alice.username, alice.email, bob.username, 'nobody@example.test', 'x'.repeat(100)])
      expect([name, await press(name)]).toEqual([name, expected])
  })

  test('leads browsers that asked for nothing, or long ago, to the form', async () => {
    const visitor = await latchkey.visitor().open('/forgot-password')
    await visitor.open('/forgot-password/sent')
    expect(visitor.html).not.toMatch(/Send it again|Enter the code/)
    await visitor.open('/forgot-password')
    const before = await databaseState()
    await visitor.post('/forgot-password/again', {})
    expect([visitor.path, visitor.heading]).toEqual(['/forgot-password', 'Forgot your password?'])
    expect(await databaseState()).toBe(before)
    const late = await forgot(latchkey, 'nobody-of-this-name')
    latchkey.clock.advanceMinutes(60)
    await late.submit('Send it again')
    expect(late.path).toBe('/forgot-password')
    expect((await latchkey.visitor().send('GET', '/forgot-password/again')).status).toBe(404)
  })

  test('keeps what was typed sealed: no other browser, and no script, reads it', async () => {
    const visitor = await latchkey.visitor().open('/forgot-password')
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&return_to=&identifier=alice`
    const answer = await visitor.send('POST', '/forgot-password', { body })
    const cookie = answer.cookies.find((text) => text.startsWith('latchkey-public-asked=')) ?? ''
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/)
    expect(cookie).not.toMatch(/alice/)
    expect(cookie.length).toBeLessThan(1000)
  })
})
