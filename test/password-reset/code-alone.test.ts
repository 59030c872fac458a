import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Mail } from '../../src/mail/queue.ts'
import { People } from '../../src/users/model.ts'
import { dumpDatabase } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailsTo,
  moveIn,
  openPerson,
  sendCodes,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { codeIn, notMeLinkIn, otherThan } from './letters.ts'
import { seen } from './seen.ts'

const fresh = (number: number) => `fresh words for pier ${number}`

describe('a code instead of a link', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await sendCodes(await moveIn(latchkey, smtp, [alice, bob]), 'on')
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  const mail = (person: { email: string }) => lastMailTo(smtp, person.email)
  const enter = (visitor: Browser, code: string) => visitor.submit('Go on', { code })
  const set = (visitor: Browser, password: string) =>
    visitor.submit('Set password', { new_password: password, confirm_password: password })

  test('is mailed alone, with a way to say that it was not you', async () => {
    await forgot(latchkey, alice.username)
    const { parsed } = mail(alice)
    const whole = `${parsed.text}${parsed.html}`
    expect(codeIn(mail(alice))).toMatch(/^\d{4} \d{4}$/)
    expect(whole).not.toContain('reset-password')
    const addresses = [...whole.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([address]) => new URL(address).pathname)
    expect(addresses.filter((path) => path !== '/not-me')).toEqual([])
    expect(parsed.text).toContain('10 minutes')
    expect(parsed.text).not.toMatch(/\blink\b.*works|Choose a new password/)
    const row = await Mail.findOne({ kind: 'password-reset-code' }).sort({ createdAt: -1 }).lean()
    expect(row && row.expiresAt.getTime() - row.createdAt.getTime()).toBe(10 * 60_000)
  })

  test('leads from the page after “Send Mail” to a new password', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password?return_to=%2Fmy-account%3Ffrom%3Dshop')
    expect(visitor.text).toContain('a mail with a code, to be entered in this browser')
    await visitor.submit('Send Mail', { identifier: alice.username })
    expect([visitor.path, visitor.text]).toEqual([
      '/forgot-password/sent?return_to=%2Fmy-account%3Ffrom%3Dshop',
      expect.stringContaining('a mail with a code of eight digits is on its way'),
    ])
    expect(visitor.text).not.toMatch(/with a link|opening the link/)
    await latchkey.deps.background.idle()
    await visitor.follow('Enter the code')
    await enter(visitor, codeIn(mail(alice)))
    expect([visitor.path, visitor.heading]).toEqual(['/reset-password', 'Choose a new password'])
    await set(visitor, fresh(1))
    expect([visitor.path, visitor.text]).toEqual([
      '/sign-in?return_to=%2Fmy-account%3Ffrom%3Dshop',
      expect.stringContaining('Your password is set.'),
    ])
    alice.password = fresh(1)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('is sent again from the same page, and the newest counts', async () => {
    const visitor = await forgot(latchkey, alice.username)
    const first = codeIn(mail(alice))
    await visitor.submit('Send it again')
    await latchkey.deps.background.idle()
    const second = codeIn(mail(alice))
    await visitor.open('/forgot-password/code')
    expect((await enter(visitor, first)).status).toBe(422)
    expect((await enter(visitor, second)).path).toBe('/reset-password')
  })

  test('works for ten minutes; afterwards there is time left to choose the password', async () => {
    const late = await forgot(latchkey, alice.username)
    latchkey.clock.advanceMinutes(10)
    await late.open('/forgot-password/code')
    expect((await enter(late, codeIn(mail(alice)))).status).toBe(422)
    latchkey.clock.advanceMinutes(16)
    const early = await forgot(latchkey, alice.username)
    latchkey.clock.advanceSeconds(10 * 60 - 1)
    await early.open('/forgot-password/code')
    await enter(early, codeIn(mail(alice)))
    latchkey.clock.advanceMinutes(5)
    await set(early, fresh(2))
    expect(early.text).toContain('Your password is set.')
    alice.password = fresh(2)
  })

  test('is of no use in another browser, nor after five wrong tries', async () => {
    const visitor = await forgot(latchkey, alice.username)
    const digits = codeIn(mail(alice))
    const other = await forgot(latchkey, 'nobody')
    await other.open('/forgot-password/code')
    expect((await enter(other, digits)).status).toBe(422)
    await visitor.open('/forgot-password/code')
    for (let time = 1; time <= 5; time++) await enter(visitor, otherThan(digits))
    await enter(visitor, digits)
    expect([visitor.status, visitor.text]).toEqual([429, expect.stringContaining('For another code, send a new mail')])
    expect(visitor.text).not.toContain('The link in the mail still works')
  })

  test('lets the same bytes be seen for everybody', async () => {
    const pages = async (identifier: string) => {
      const visitor = await latchkey.visitor().open('/forgot-password')
      const body = new URLSearchParams({ _csrf: visitor.formToken, identifier, return_to: '' }).toString()
      const asked = await visitor.send('POST', '/forgot-password', { body })
      await visitor.submit('Send Mail', { identifier })
      await latchkey.deps.background.idle()
      const sent = await visitor.send('GET', '/forgot-password/sent')
      const code = await visitor.send('GET', '/forgot-password/code')
      return [asked, sent, code].map(seen)
    }
    const expected = await pages('nobody-of-this-name')
    for (const name of [alice.username, alice.email, 'nobody@example.test', '<b>'])
      expect([name, await pages(name)]).toEqual([name, expected])
  })

  test('can be reported by whoever did not ask, and is dead then', async () => {
    const visitor = await forgot(latchkey, alice.username)
    const digits = codeIn(mail(alice))
    const owner = await latchkey.visitor().open(notMeLinkIn(mail(alice)))
    await owner.submit('This was not me')
    await visitor.open('/forgot-password/code')
    expect((await enter(visitor, digits)).status).toBe(422)
  })

  test('is not mailed where no browser asked: the mail of an administrator carries the link', async () => {
    const console = await signInToConsole(latchkey)
    await openPerson(console, alice.username)
    await console.submit('Send reset mail')
    await latchkey.deps.background.idle()
    expect(mail(alice).parsed.text).not.toMatch(/\d{4} \d{4}/)
    expect((await choosePassword(latchkey, linkIn(mail(alice)), fresh(3))).text).toContain('is set')
    alice.password = fresh(3)
  })

  test('lets those in again whom an administrator makes choose a new password', async () => {
    await People.updateOne({ usernameKey: alice.username }, { status: 'reset-required' })
    const visitor = await forgot(latchkey, alice.username)
    await visitor.follow('Enter the code')
    await enter(visitor, codeIn(mail(alice)))
    await set(visitor, fresh(4))
    expect(visitor.text).toContain('Your password is set.')
    alice.password = fresh(4)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('is not mailed once it expired, and the timeline says that it did', async () => {
    const before = mailsTo(smtp, bob.email).length
    smtp.refuse({ stage: 'recipient', code: 451, text: 'later' })
    await forgot(latchkey, bob.username)
    smtp.refuse(undefined)
    latchkey.clock.advanceMinutes(10)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, bob.email)).toHaveLength(before)
    latchkey.clock.advanceMinutes(16)
    await forgot(latchkey, bob.username)
    latchkey.clock.advanceMinutes(31)
    const console = await openPerson(await signInToConsole(latchkey), bob.username)
    expect(console.text).toContain('The code expired unused')
    expect(console.text).not.toContain('link expired unused')
  })

  test('is nowhere in the database or in the log', async () => {
    await forgot(latchkey, alice.username)
    const digits = codeIn(mail(alice))
    for (const text of [await dumpDatabase(), latchkey.logLines.join('')]) {
      expect(text).not.toContain(digits)
      expect(text).not.toContain(digits.replace(' ', ''))
    }
  })

  test('makes way for links again, with the old wording', async () => {
    const console = await signInToConsole(latchkey)
    await sendCodes(console, 'off')
    const visitor = await forgot(latchkey, alice.username)
    expect(visitor.text).toContain('a mail with a link is on its way')
    expect(linkIn(mail(alice))).toContain('/reset-password?token=')
  })
})
