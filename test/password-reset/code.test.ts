import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { languages } from '../../src/languages/names.ts'
import { translator } from '../../src/languages/translate.ts'
import { readSettings } from '../../src/organization/settings.ts'
import { codeLifeMinutes, prepareReset } from '../../src/password-reset/prepare-reset.ts'
import { triesPerRequest } from '../../src/password-reset/redeem-code.ts'
import { findByIdentifier } from '../../src/users/users.ts'
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
  signIn,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { codeIn, otherThan } from './letters.ts'
import { seen } from './seen.ts'

const carol = { username: 'carol', email: 'carol@example.test' }
const fresh = (number: number) => `fresh words for gate ${number}`
const wrong = 'This code does not work here.'

describe('the code in a reset mail', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await console.open('/users/new')
    await console.submit('Create and send invitation', carol)
    await latchkey.deps.background.idle()
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(61))

  /** Somebody who asked for a mail, on the page for its code. */
  async function asking(identifier: string): Promise<Browser> {
    const visitor = await forgot(latchkey, identifier)
    return visitor.follow('Enter the code')
  }

  const code = (person: { email: string }) => codeIn(lastMailTo(smtp, person.email))

  async function enter(visitor: Browser, typed: string): Promise<Browser> {
    if (visitor.path !== '/forgot-password/code') await visitor.open('/forgot-password/code')
    return visitor.submit('Go on', { code: typed })
  }

  test('opens the page for a new password in the browser that asked, and the link dies with its use', async () => {
    const visitor = await asking(alice.username)
    await enter(visitor, code(alice))
    expect([visitor.path, visitor.heading]).toEqual(['/reset-password', 'Choose a new password'])
    const elsewhere = await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))
    expect(elsewhere.status).toBe(200)
    await visitor.submit('Set password', { new_password: fresh(1), confirm_password: fresh(1) })
    expect(visitor.text).toContain('Your password is set.')
    alice.password = fresh(1)
    await elsewhere.submit('Set password', { new_password: fresh(2), confirm_password: fresh(2) })
    expect([elsewhere.status, elsewhere.heading]).toEqual([410, 'This link was used already'])
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('dies when the link is used', async () => {
    const visitor = await asking(alice.username)
    const late = await asking(bob.username)
    await enter(late, code(bob))
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), fresh(3))
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, bob.email)), fresh(4))
    Object.assign(alice, { password: fresh(3) })
    Object.assign(bob, { password: fresh(4) })
    expect((await enter(visitor, code(alice))).errorAt('code')).toContain(wrong)
    await late.submit('Set password', { new_password: fresh(5), confirm_password: fresh(5) })
    expect(late.status).toBe(410)
  })

  test.each([
    ['without its space', (digits: string) => digits.replace(' ', '')],
    ['with spaces everywhere', (digits: string) => ` ${[...digits].join(' ')} `],
    ['with hyphens', (digits: string) => digits.replace(' ', '-')],
    ['in full-width digits', (digits: string) => shifted(digits, 0xff10)],
    ['in Arabic digits', (digits: string) => shifted(digits, 0x0660)],
    ['in Persian digits with a direction mark', (digits: string) => `\u200f${shifted(digits, 0x06f0)}`],
    ['in Devanagari digits', (digits: string) => shifted(digits, 0x0966)],
  ])('may be typed %s', async (_how, spell) => {
    const visitor = await asking(alice.username)
    expect((await enter(visitor, spell(code(alice)))).path).toBe('/reset-password')
  })

  test('is asked for by a field that phones fill in and that shows numbers first', async () => {
    const visitor = await asking(alice.username)
    const field = visitor.$('input[name=code]')
    expect([field.attr('autocomplete'), field.attr('inputmode')]).toEqual(['one-time-code', 'numeric'])
  })

  test.each(['', '1234567', '123456789', 'abcdefgh', '1234 567x'])('is not %j, which costs no try', async (typed) => {
    const visitor = await asking(alice.username)
    for (let time = 1; time <= 6; time++) {
      await enter(visitor, typed)
      expect([visitor.status, visitor.errorAt('code')]).toEqual([422, expect.stringContaining('Enter')])
    }
    expect((await enter(visitor, code(alice))).path).toBe('/reset-password')
  })

  test('works in no other browser, asked or not', async () => {
    const visitor = await asking(alice.username)
    const mailed = code(alice)
    const stranger = latchkey.visitor()
    await stranger.open('/forgot-password/code')
    expect([stranger.path, stranger.heading]).toEqual(['/forgot-password', 'Forgot your password?'])
    await stranger.post('/forgot-password/code', { code: mailed })
    expect(stranger.path).toBe('/forgot-password')
    const other = latchkey.visitor()
    await other.open('/forgot-password')
    await other.submit('Send Mail', { identifier: alice.username })
    await enter(other, mailed)
    expect([other.status, other.errorAt('code')]).toEqual([422, expect.stringContaining(wrong)])
    expect((await enter(visitor, mailed)).path).toBe('/reset-password')
  })

  test('says how long it works and how often it may be tried as it is so', async () => {
    const visitor = await asking(alice.username)
    expect(visitor.text).toContain(`The code works for ${codeLifeMinutes} minutes`)
    await enter(visitor, otherThan(code(alice)))
    expect(visitor.errorAt('code')).toContain(`codes end after ${codeLifeMinutes} minutes`)
    for (let time = 1; time <= triesPerRequest; time++) await enter(visitor, otherThan(code(alice)))
    expect(visitor.text).toContain(`${triesPerRequest} tries are the limit`)
  })

  test.each(languages)('says so in %s with whatever numbers hold', (language) => {
    const say = translator(language)
    for (const key of ['reset.sent.lede-code', 'reset.code.lede', 'reset.code.wrong'] as const)
      expect([key, say(key, { minutes: 7 })]).not.toEqual([key, say(key, { minutes: 8 })])
    for (const key of ['reset.code.used-up.text', 'reset.code.used-up.text-code'] as const)
      expect([key, say(key, { tries: 7 })]).not.toEqual([key, say(key, { tries: 8 })])
  })

  test('may be tried five times; then not even the right one counts, until a new mail is sent', async () => {
    const visitor = await asking(alice.username)
    const mailed = code(alice)
    for (let time = 1; time <= 5; time++) {
      await enter(visitor, otherThan(mailed))
      expect([visitor.status, visitor.errorAt('code')]).toEqual([422, expect.stringContaining(wrong)])
    }
    await enter(visitor, mailed)
    expect([visitor.status, visitor.heading]).toEqual([429, 'Too many tries with this code'])
    await visitor.submit('Send a new mail')
    expect(visitor.path).toBe('/forgot-password/sent')
    await latchkey.deps.background.idle()
    expect((await enter(visitor, mailed)).errorAt('code')).toContain(wrong)
    expect((await enter(visitor, code(alice))).path).toBe('/reset-password')
  })

  test('may be tried five times also by twenty guesses at once', async () => {
    const visitor = await asking(alice.username)
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&code=${otherThan(code(alice)).replace(' ', '')}`
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => visitor.send('POST', '/forgot-password/code', { body })),
    )
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
  })

  test('is weighed ten times an hour for one person, however many mails and browsers there are', async () => {
    latchkey.clock.advanceSeconds(3600 - (Math.floor(latchkey.clock.now().getTime() / 1000) % 3600))
    for (let mail = 1; mail <= 2; mail++) {
      const guessing = await asking(alice.username)
      const mailed = code(alice)
      for (let time = 1; time <= 5; time++) expect((await enter(guessing, otherThan(mailed))).status).toBe(422)
      latchkey.clock.advanceMinutes(6)
    }
    const owner = await asking(alice.email)
    expect((await enter(owner, code(alice))).errorAt('code')).toContain(wrong)
    expect((await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))).status).toBe(200)
    const another = await asking(bob.username)
    expect((await enter(another, code(bob))).path).toBe('/reset-password')
    latchkey.clock.advanceMinutes(50)
    const later = await asking(alice.username)
    expect((await enter(later, code(alice))).path).toBe('/reset-password')
  })

  test('leaves a line in the audit log when it is refused, and none about a link that nobody opened', async () => {
    const told = (action: string, outcome: string) => mongoose.model('AuditEntry').countDocuments({ action, outcome })
    const counts = async () => [
      await told('password-reset.code-entered', 'refused'),
      await told('password-reset.code-entered', 'done'),
      await told('password-reset.link-opened', 'done'),
    ]
    const visitor = await asking(alice.username)
    const [refused = 0, entered = 0, opened = 0] = await counts()
    await enter(visitor, otherThan(code(alice)))
    await enter(visitor, code(alice))
    await latchkey.deps.background.idle()
    expect([visitor.path, ...(await counts())]).toEqual(['/reset-password', refused + 1, entered + 1, opened])
    const console = await openPerson(await signInToConsole(latchkey), alice.username)
    expect(console.text).toContain('Mailed code refused')
  })

  test('works where its person was named in two ways and the second brought no mail', async () => {
    const visitor = await asking(alice.username)
    await forgot(latchkey, alice.username)
    await visitor.open('/forgot-password')
    await visitor.submit('Send Mail', { identifier: alice.username })
    await latchkey.deps.background.idle()
    const mailed = code(alice)
    await visitor.open('/forgot-password')
    await visitor.submit('Send Mail', { identifier: alice.email })
    await latchkey.deps.background.idle()
    expect((await enter(visitor, mailed)).path).toBe('/reset-password')
  })

  test('comes with a link that is dated when the slow hash is ready, so that no newer link is mistaken for older', async () => {
    const [user, settings, askedAt] = [
      await findByIdentifier(alice.username),
      await readSettings(),
      latchkey.clock.now(),
    ]
    if (!user) throw new Error('Alice is gone')
    const request = { id: 'a-request', identifier: alice.username, askedAt, address: '127.0.0.1', userAgent: '' }
    const preparing = prepareReset(latchkey.deps, { request, user, settings })
    latchkey.clock.advanceSeconds(1)
    const { proof, event } = await preparing
    const now = latchkey.clock.now()
    expect([proof.issuedAt, event.entry.at, event.letter?.createdAt]).toEqual([now, now, now])
  })

  test('gets no further tries by asking again while the limit for mails is reached', async () => {
    const visitor = await asking(alice.username)
    await forgot(latchkey, alice.username)
    const again = async () => {
      await visitor.open('/forgot-password/sent')
      await visitor.submit('Send it again')
      await latchkey.deps.background.idle()
    }
    await again()
    const mailed = code(alice)
    const mails = mailsTo(smtp, alice.email).length
    for (let time = 1; time <= 5; time++) {
      if (time % 2 === 0) await again()
      expect((await enter(visitor, otherThan(mailed))).status).toBe(422)
    }
    expect(mailsTo(smtp, alice.email)).toHaveLength(mails)
    expect((await enter(visitor, mailed)).errorAt('code')).toContain(wrong)
  })

  test('still works when a request after it brought no mail', async () => {
    await forgot(latchkey, alice.username)
    await forgot(latchkey, alice.username)
    const visitor = await asking(alice.username)
    const mails = mailsTo(smtp, alice.email).length
    await visitor.open('/forgot-password/sent')
    await visitor.submit('Send it again')
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email)).toHaveLength(mails)
    expect((await enter(visitor, code(alice))).path).toBe('/reset-password')
  })

  test('works for ten minutes and not one second longer', async () => {
    const early = await asking(alice.username)
    latchkey.clock.advanceSeconds(10 * 60 - 1)
    expect((await enter(early, code(alice))).path).toBe('/reset-password')
    latchkey.clock.advanceMinutes(16)
    const late = await asking(alice.username)
    latchkey.clock.advanceSeconds(10 * 60)
    expect((await enter(late, code(alice))).errorAt('code')).toContain(wrong)
    expect((await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))).status).toBe(200)
  })

  test('lets the same bytes be seen for everybody, from the first try to the last', async () => {
    const console = await signInToConsole(latchkey)
    await openPerson(console, bob.username)
    await console.submit('Disable user')
    const tries = async (identifier: string) => {
      const visitor = await asking(identifier)
      const body = `_csrf=${encodeURIComponent(visitor.formToken)}&code=00000000`
      const answers = [await visitor.send('GET', '/forgot-password/code')]
      for (let time = 1; time <= 7; time++) answers.push(await visitor.send('POST', '/forgot-password/code', { body }))
      return answers.map(seen)
    }
    const expected = await tries('nobody-of-this-name')
    expect(expected.map(({ status }) => status)).toEqual([200, 422, 422, 422, 422, 422, 429, 429])
    for (const name of [alice.username, alice.email, bob.username, carol.email, 'nobody@example.test', '<b>'])
      expect([name, await tries(name)]).toEqual([name, expected])
    await openPerson(console, bob.username)
    await console.submit('Enable user')
  })

  test('has one winner where it and the link are used at once', async () => {
    for (let round = 0; round < 4; round++) {
      const typing = await asking(alice.username)
      await enter(typing, code(alice))
      const clicking = await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))
      const [one, two] = [fresh(100 + 2 * round), fresh(101 + 2 * round)]
      await Promise.all([
        typing.submit('Set password', { new_password: one, confirm_password: one }),
        clicking.submit('Set password', { new_password: two, confirm_password: two }),
      ])
      const winners = [typing, clicking].filter(({ text }) => text.includes('Your password is set.'))
      expect(winners).toHaveLength(1)
      alice.password = winners[0] === typing ? one : two
      expect((await signIn(latchkey, alice)).heading).toBe('My Account')
      latchkey.clock.advanceMinutes(16)
    }
  })

  test('is spent once, by one of five who enter it at once', async () => {
    const visitor = await asking(alice.username)
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&code=${code(alice).replace(' ', '')}`
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => visitor.send('POST', '/forgot-password/code', { body })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422, 422])
  })

  test('is nowhere in the database or in the log, before the mail left and after', async () => {
    smtp.refuse({ stage: 'recipient', code: 451, text: 'Greylisted' })
    await forgot(latchkey, alice.username)
    const held = await dumpDatabase()
    smtp.refuse(undefined)
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    const digits = code(alice)
    for (const text of [held, await dumpDatabase(), latchkey.logLines.join('')]) {
      expect(text).not.toContain(digits)
      expect(text).not.toContain(digits.replace(' ', ''))
    }
    expect(held).toContain('$argon2id$')
  })

  test('brings people back to where they were going', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password?return_to=%2Fmy-account%3Ffrom%3Dshop')
    await visitor.submit('Send Mail', { identifier: alice.username })
    await latchkey.deps.background.idle()
    await enter(visitor, code(alice))
    alice.password = fresh(6)
    await visitor.submit('Set password', { new_password: fresh(6), confirm_password: fresh(6) })
    expect(visitor.path).toBe('/sign-in?return_to=%2Fmy-account%3Ffrom%3Dshop')
  })

  test('is left out of mails that no browser asked for', async () => {
    const console = await signInToConsole(latchkey)
    await openPerson(console, alice.username)
    await console.submit('Send reset mail')
    await latchkey.deps.background.idle()
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.subject).toBe('Choose a new password at Latchkey')
    expect(parsed.text).not.toMatch(/\d{4} \d{4}|not-me|code/)
    expect((await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), fresh(7))).text).toContain('is set')
    alice.password = fresh(7)
    await forgot(latchkey, carol.username)
    expect(lastMailTo(smtp, carol.email).parsed.text).not.toMatch(/\d{4} \d{4}|not-me|\bcode\b/)
  })

  test('ends with self-service reset, and does not come back with it', async () => {
    const visitor = await asking(alice.username)
    const mailed = code(alice)
    const console = await signInToConsole(latchkey)
    await switchReset(console, 'off')
    await visitor.submit('Go on', { code: mailed })
    expect([visitor.status, visitor.heading]).toEqual([404, 'Password reset is not available now'])
    latchkey.clock.advanceSeconds(1)
    await switchReset(console, 'on')
    await visitor.open('/forgot-password/code')
    expect((await enter(visitor, mailed)).errorAt('code')).toContain(wrong)
  })
})

function shifted(digits: string, zero: number): string {
  return digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
}
