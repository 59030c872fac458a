import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseState, dumpDatabase } from '../audit/dump.ts'
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
import { codeIn, notMeLinkIn } from './letters.ts'
import { seen } from './seen.ts'

const fresh = 'nine kites above the dunes'
const reported = 'A password reset at Latchkey was reported'
const stopped = 'The request is stopped'
const dead = 'There is nothing to stop any more'

describe('“This was not me”', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await openPerson(console, bob.username)
    await console.submit('Make administrator')
    await latchkey.deps.background.idle()
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(61))

  async function mailed(person = alice) {
    const asker = await forgot(latchkey, person.username)
    const mail = lastMailTo(smtp, person.email)
    return { asker, mail, link: linkIn(mail), notMe: notMeLinkIn(mail) }
  }

  async function report(notMe: string, filled: Record<string, string> = {}): Promise<Browser> {
    const visitor = await latchkey.visitor().open(notMe)
    await visitor.submit('This was not me', filled)
    await latchkey.deps.background.idle()
    return visitor
  }

  const alertsTo = (address: string) => mailsTo(smtp, address).filter(({ parsed }) => parsed.subject === reported)

  test('ends the link and the code, leaves the password, and says what was done and what else to do', async () => {
    const { asker, mail, link, notMe } = await mailed()
    const open = await latchkey.visitor().open(link)
    const visitor = await report(notMe)
    expect([visitor.path, visitor.heading]).toEqual(['/not-me/done', stopped])
    for (const word of [
      'Your password is unchanged',
      'Your report is written down for the administrators',
      'Secure your mailbox',
    ])
      expect(visitor.text).toContain(word)
    await open.submit('Set password', { new_password: fresh, confirm_password: fresh })
    expect([open.status, open.heading]).toEqual([410, 'This link no longer works'])
    await asker.follow('Enter the code')
    await asker.submit('Go on', { code: codeIn(mail) })
    expect(asker.errorAt('code')).toContain('This code does not work here')
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
    await visitor.follow('Choose a new password')
    expect(visitor.heading).toBe('Forgot your password?')
  })

  test('works without being signed in and keeps sessions, unless they are wished to end', async () => {
    const member = await signIn(latchkey, alice)
    const first = await report((await mailed()).notMe)
    expect(first.text).not.toContain('signed out on every device')
    expect((await member.open('/my-account')).heading).toBe('My Account')
    const second = await report((await mailed()).notMe, { end_sessions: 'on' })
    expect(second.text).toContain('You are signed out on every device.')
    expect((await member.open('/my-account')).heading).toBe('Sign in')
    const console = await openPerson(await signInToConsole(latchkey), alice.username)
    expect(console.text).toContain('All sessions ended')
  })

  test('is written down and told to every administrator, once an hour for each person', async () => {
    const addresses = ['admin@example.test', bob.email]
    const before = addresses.map((address) => alertsTo(address).length)
    const more = () => addresses.map((address, at) => alertsTo(address).length - (before[at] ?? 0))
    await report((await mailed()).notMe)
    expect(more()).toEqual([1, 1])
    expect(alertsTo('admin@example.test').at(-1)?.parsed.text).toMatch(/Account: alice[\s\S]*127\.0\.0\.1/)
    latchkey.clock.advanceMinutes(59)
    await report((await mailed()).notMe)
    expect(more()).toEqual([1, 1])
    await report((await mailed(bob)).notMe)
    expect(more()).toEqual([2, 2])
    latchkey.clock.advanceMinutes(1)
    await report((await mailed()).notMe)
    expect(more()).toEqual([3, 3])
    expect(mailsTo(smtp, alice.email).filter(({ parsed }) => parsed.subject === reported)).toEqual([])
    const console = await openPerson(await signInToConsole(latchkey), alice.username)
    expect(console.text).toContain('Reported as not asked for')
  })

  test('brings an administrator ten letters an hour at most, and is written down beyond that', async () => {
    latchkey.clock.advanceSeconds(3600 - (Math.floor(latchkey.clock.now().getTime() / 1000) % 3600))
    const reports = () => mongoose.model('AuditEntry').countDocuments({ action: 'password-reset.reported' })
    const [letters, written] = [alertsTo('admin@example.test').length, await reports()]
    for (let person = 1; person <= 12; person++) {
      // Stands for one more person each time.
      const anew = { $set: { resetIssues: [] }, $unset: { reportToldAt: 1 } }
      await mongoose.model('Person').updateOne({ usernameKey: alice.username }, anew)
      const { mail, notMe } = await mailed()
      const visitor = await report(notMe)
      expect(visitor.heading).toBe(stopped)
      // Not more than is true of the eleventh, too.
      for (const words of [visitor.text, mail.parsed.text]) {
        expect(words?.replaceAll(/\s+/g, ' ')).toMatch(/your report is written down for the administrators/i)
        expect(words).not.toMatch(/administrators[^.]* told/)
      }
    }
    expect([alertsTo('admin@example.test').length - letters, (await reports()) - written]).toEqual([10, 12])
  })

  test('is only looked at by scanners and previews, however often', async () => {
    const { notMe } = await mailed()
    const before = await databaseState()
    for (let time = 0; time < 12; time++) {
      const scanner = latchkey.visitor()
      const method = ['GET', 'HEAD', 'OPTIONS'][time % 3] ?? 'GET'
      const answer = await scanner.send(method, notMe.replace('http://latchkey.test', ''))
      expect(answer.status).toBeLessThan(400)
      const cookie = answer.cookies.map((text) => text.split(';')[0]).join('; ')
      await scanner.send(method, '/not-me', { headers: cookie ? { Cookie: cookie } : {} })
      await scanner.send(method, '/not-me/done', { headers: cookie ? { Cookie: cookie } : {} })
    }
    expect(await databaseState()).toBe(before)
    expect((await report(notMe)).heading).toBe(stopped)
  })

  test('leaves the address bar at once and is nowhere in the database', async () => {
    const { notMe } = await mailed()
    const token = new URL(notMe).searchParams.get('token') ?? ''
    const visitor = await latchkey.visitor().open(notMe)
    expect(visitor.path).toBe('/not-me')
    expect(visitor.html).not.toContain(token)
    expect(await dumpDatabase()).not.toContain(token)
    const first = await latchkey.visitor().send('GET', notMe.replace('http://latchkey.test', ''))
    expect([first.status, first.header('referrer-policy')]).toEqual([303, 'no-referrer'])
  })

  test('takes back a letter that has not left yet', async () => {
    const { notMe } = await mailed()
    const Mail = mongoose.model('Mail')
    const letter = await Mail.findOne({ kind: 'password-reset' }).sort({ createdAt: -1 }).lean<{ _id: string }>()
    const later = new Date(latchkey.clock.now().getTime() + 60_000)
    await Mail.updateOne({ _id: letter?._id }, { $set: { state: 'queued', notBefore: later } })
    const before = mailsTo(smtp, alice.email).length
    await report(notMe)
    latchkey.clock.advanceMinutes(2)
    await latchkey.deps.background.idle()
    expect(await Mail.findById(letter?._id).lean()).toMatchObject({ state: 'cancelled' })
    expect(mailsTo(smtp, alice.email)).toHaveLength(before)
  })

  test.each([
    ['it signs the person out everywhere', ({ notMe }: { notMe: string }) => report(notMe, { end_sessions: 'on' })],
    [
      'the link of the same mail is used',
      ({ link }: { link: string }) => choosePassword(latchkey, link, alice.password),
    ],
  ])('takes back a letter that confirms an address, dead since %s', async (_what, act) => {
    const links = await mailed()
    const member = await signIn(latchkey, alice)
    smtp.refuse({ stage: 'recipient', code: 450, text: 'not now' })
    await member.open('/my-account/email')
    await member.submit('Change e-mail address', { email: 'alice@new.test', current_password: alice.password })
    await latchkey.deps.background.idle()
    await act(links)
    smtp.refuse(undefined)
    latchkey.clock.advanceMinutes(10)
    await latchkey.deps.background.idle()
    const Mail = mongoose.model('Mail')
    const letter = await Mail.findOne({ kind: 'confirm-address' }).sort({ createdAt: -1 }).lean<{ state: string }>()
    expect([letter?.state, mailsTo(smtp, 'alice@new.test')]).toEqual(['cancelled', []])
  })

  test('has nothing to stop once the link was used, a newer mail was sent, it was reported, or a day went by', async () => {
    const used = await mailed()
    await choosePassword(latchkey, used.link, fresh)
    alice.password = fresh
    const replaced = await mailed()
    const twice = await mailed()
    await report(twice.notMe)
    const old = await mailed(bob)
    latchkey.clock.advanceMinutes(24 * 60)
    const unknown = `http://latchkey.test/not-me?token=${'A'.repeat(43)}`
    const links = [
      used.notMe,
      replaced.notMe,
      twice.notMe,
      old.notMe,
      unknown,
      'http://latchkey.test/not-me',
      used.link,
    ]
    const before = await databaseState()
    const pages = []
    for (const link of links) {
      const visitor = await latchkey.visitor().open(link.replace('/reset-password', '/not-me'))
      expect([link, visitor.status, visitor.heading]).toEqual([link, 410, dead])
      const body = `_csrf=${encodeURIComponent(visitor.formToken)}`
      pages.push(seen(await visitor.send('POST', '/not-me', { body })))
      await visitor.follow('Choose a new password')
      expect(visitor.heading).toBe('Forgot your password?')
    }
    for (const page of pages) expect(page).toEqual(pages[0])
    expect(await databaseState()).toBe(before)
  })

  test('still works hours after the link expired, and while self-service reset is off', async () => {
    const { notMe } = await mailed()
    latchkey.clock.advanceMinutes(5 * 60)
    await switchReset(await signInToConsole(latchkey), 'off')
    const visitor = await report(notMe)
    expect(visitor.heading).toBe(stopped)
    expect(visitor.html).not.toContain('/forgot-password')
    await switchReset(await signInToConsole(latchkey), 'on')
  })

  test('cannot choose a password, and a link for that cannot report', async () => {
    const { link, notMe } = await mailed()
    const visitor = await latchkey.visitor().open(notMe.replace('/not-me', '/reset-password'))
    expect([visitor.status, visitor.heading]).toEqual([410, 'This link no longer works'])
    await visitor.open(link.replace('/reset-password', '/not-me'))
    expect([visitor.status, visitor.heading]).toEqual([410, dead])
    await visitor.open(notMe)
    const chosen = encodeURIComponent(fresh)
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&new_password=${chosen}&confirm_password=${chosen}`
    expect((await visitor.send('POST', '/reset-password', { body })).status).toBe(410)
  })

  test('has one winner against the link, whichever is faster', async () => {
    for (let round = 0; round < 4; round++) {
      const { link, notMe } = await mailed()
      const owner = await latchkey.visitor().open(notMe)
      const other = await latchkey.visitor().open(link)
      const password = `seven boats and ${round} oars`
      await Promise.all([
        owner.submit('This was not me'),
        other.submit('Set password', { new_password: password, confirm_password: password }),
      ])
      const isSet = other.text.includes('Your password is set.')
      expect([owner.heading, isSet]).toEqual([isSet ? dead : stopped, isSet])
      if (isSet) alice.password = password
      expect((await signIn(latchkey, alice)).heading).toBe('My Account')
      latchkey.clock.advanceMinutes(16)
    }
  })
})
