import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Mail } from '../../src/mail/queue.ts'
import { People } from '../../src/users/model.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  lastMailTo,
  linkIn,
  mailedLink,
  mailsTo,
  moveIn,
  openPerson,
  proveIfAsked,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const dora = { username: 'dora', email: 'dora@example.test', password: 'nine paper boats set sail' }

describe('changing the own e-mail address', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let number = 0

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob, dora])
  })
  afterAll(() => smtp.close())
  // Beyond the hour the limits count in.
  beforeEach(() => latchkey.clock.advanceMinutes(61))

  /** An address that nobody has. */
  const free = () => `fresh-${number++}@new.test`

  async function ask(visitor: Browser, email: string, password: string): Promise<Browser> {
    await visitor.open('/my-account/email')
    await visitor.submit('Change e-mail address', { email, current_password: password })
    await latchkey.deps.background.idle()
    return visitor
  }

  /** Asks for an address and gives the mailed link. */
  async function asked(
    person: typeof alice,
    email = free(),
  ): Promise<{ visitor: Browser; email: string; link: string }> {
    const visitor = await ask(await signIn(latchkey, person), email, person.password)
    expect(visitor.text).toContain('A mail is on its way to the new address.')
    return { visitor, email, link: linkIn(lastMailTo(smtp, email)) }
  }

  async function confirm(link: string, visitor = latchkey.visitor()): Promise<Browser> {
    await visitor.open(link)
    await visitor.submit('Confirm address')
    await latchkey.deps.background.idle()
    return visitor
  }

  async function presentAddress(person: typeof alice): Promise<string> {
    const visitor = await signIn(latchkey, person)
    await visitor.open('/my-account/email')
    return visitor.$('.facts dd').first().text()
  }

  async function expectDead(link: string): Promise<void> {
    const visitor = await latchkey.visitor().open(link)
    expect([visitor.status, visitor.heading]).toEqual([410, 'This link no longer works'])
    expect(visitor.text).not.toMatch(/alice|bob|new\.test/)
  }

  test('changes nothing before the link in the mail to the new address is used, and tells both mailboxes', async () => {
    const before = mailsTo(smtp, alice.email).length
    const { visitor, email, link } = await asked(alice)
    expect(visitor.text).toContain(`Open the link in the mail to ${email}.`)
    expect(await presentAddress(alice)).toBe(alice.email)
    const { parsed } = lastMailTo(smtp, email)
    expect(parsed.subject).toBe('Confirm your new e-mail address at Latchkey')
    expect(parsed.text).toContain('60 minutes')
    expect(mailsTo(smtp, alice.email)).toHaveLength(before + 1)
    const notice = lastMailTo(smtp, alice.email).parsed
    expect(notice.subject).toBe('A new e-mail address was asked for at Latchkey')
    expect(`${notice.text}${notice.html}`).not.toMatch(/token=|new\.test/)

    const there = await confirm(link)
    expect([there.path, there.heading]).toEqual(['/sign-in', 'Sign in'])
    expect(there.text).toContain('The new e-mail address is confirmed.')
    expect(await presentAddress({ ...alice, username: email })).toBe(email)
    const told = lastMailTo(smtp, alice.email).parsed
    expect(told.subject).toBe('Your e-mail address at Latchkey was changed')
    expect(`${told.text}${told.html}`).not.toMatch(
      /confirm-address|reset-password|new\.test|administrator of Latchkey, has/,
    )
    expect(linkIn(lastMailTo(smtp, alice.email))).toMatch(/^http:\/\/latchkey\.test\/undo-address\?token=[\w-]{43}$/)
    expect(mailsTo(smtp, email)).toHaveLength(1)
    alice.email = email
  })

  test('finds the person by the new address in the console, and not by the old one', async () => {
    const old = bob.email
    const { email, link } = await asked(bob)
    await confirm(link)
    bob.email = email
    const console = await signInToConsole(latchkey)
    const rows = async (q: string) => (await console.open(`/users?q=${encodeURIComponent(q)}`)).$('tbody tr').length
    expect([await rows(email), await rows(old)]).toEqual([1, 0])
    await openPerson(console, 'bob')
    expect(console.text).toContain('E-mail address changed')
  })

  test('is confirmed in the browser that asked, signed in, and shows the new address there', async () => {
    const { visitor, email, link } = await asked(alice)
    await confirm(link, visitor)
    expect([visitor.path, visitor.$('.facts dd').first().text()]).toEqual(['/my-account/email', email])
    expect(visitor.text).not.toContain('Waiting for you to confirm')
    alice.email = email
  })

  test('opened by somebody signed in to another account changes nothing and names nobody; the link lives on', async () => {
    const { email, link } = await asked(alice)
    const other = await signIn(latchkey, bob)
    await other.open(link)
    expect([other.status, other.heading]).toEqual([409, 'This link is for another account'])
    expect(other.text).not.toMatch(/alice|new\.test|example\.test/)
    await other.submit('Sign out')
    await confirm(link, other)
    expect(other.path).toBe('/sign-in')
    alice.email = email
    expect(await presentAddress(alice)).toBe(email)
  })

  test('is not confirmed by somebody who signs in to another account with the page still open', async () => {
    const { link } = await asked(alice)
    const page = await latchkey.visitor().open(link)
    await page.open('/sign-in')
    await page.submit('Sign in', { identifier: bob.username, password: bob.password })
    const body = `_csrf=${encodeURIComponent(page.formToken)}`
    expect((await page.send('POST', '/confirm-address', { body })).status).toBe(409)
    expect(await presentAddress(alice)).toBe(alice.email)
    await page.open('/my-account/email')
    expect(page.$('.facts dd').first().text()).toBe(bob.email)
  })

  test('keeps names that were saved between asking and confirming', async () => {
    const { visitor, email, link } = await asked(alice)
    await visitor.open('/my-account')
    await visitor.submit('Save profile', { given_name: 'Alicia', family_name: 'Liddell' })
    await confirm(link)
    alice.email = email
    const console = await signInToConsole(latchkey)
    for (const q of ['alicia', 'liddell', email]) {
      await console.open(`/users?q=${encodeURIComponent(q)}`)
      expect([q, console.$('tbody tr').length]).toEqual([q, 1])
    }
  })

  test('keeps only a digest of the link', async () => {
    const { link } = await asked(alice)
    const token = new URL(link).searchParams.get('token') ?? ''
    expect(token).toMatch(/^[\w-]{43}$/)
    const person = await People.findOne({ username: 'alice' }).lean()
    expect(person?.pendingEmail?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(person)).not.toContain(token)
  })

  test('looking at the link, however often, changes nothing', async () => {
    const { email, link } = await asked(alice)
    const { pathname, search } = new URL(link)
    for (const method of ['GET', 'HEAD', 'GET']) await latchkey.visitor().send(method, `${pathname}${search}`)
    const scanner = await latchkey.visitor().open(link)
    expect([scanner.status, scanner.path]).toEqual([200, '/confirm-address'])
    expect(scanner.text).toContain(`goes to ${email}.`)
    await scanner.open(link)
    expect(await presentAddress(alice)).toBe(alice.email)
    await confirm(link)
    alice.email = email
    expect(await presentAddress(alice)).toBe(email)
  })

  test('has links that die by use, after an hour, when a newer one is asked for, and when the change is cancelled', async () => {
    const used = await asked(alice)
    await confirm(used.link)
    alice.email = used.email
    await expectDead(used.link)

    const late = await asked(alice)
    latchkey.clock.advanceMinutes(59)
    expect((await latchkey.visitor().open(late.link)).status).toBe(200)
    latchkey.clock.advanceMinutes(1)
    await expectDead(late.link)

    const older = await asked(alice)
    const newer = await asked(alice)
    await expectDead(older.link)
    expect((await latchkey.visitor().open(newer.link)).status).toBe(200)
    await newer.visitor.open('/my-account/email')
    await newer.visitor.submit('Keep the present address')
    expect(newer.visitor.text).toContain('Your e-mail address stays as it is.')
    await expectDead(newer.link)
    expect(await presentAddress(alice)).toBe(alice.email)
    for (const link of ['/confirm-address', '/confirm-address?token=', `/confirm-address?token=${'A'.repeat(43)}`])
      await expectDead(link)
  })

  test('is over when the password is changed or reset, the sessions are ended or an administrator acts', async () => {
    const changed = await asked(alice)
    await changed.visitor.open('/my-account/password')
    const password = 'a heron stands in the reeds'
    await changed.visitor.submit('Change password', {
      current_password: alice.password,
      new_password: password,
      confirm_password: password,
    })
    alice.password = password
    await expectDead(changed.link)

    const reset = await asked(alice)
    alice.password = 'a heron flies over the reeds'
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), alice.password)
    await expectDead(reset.link)

    const ended = await asked(alice)
    const console = await signInToConsole(latchkey)
    await openPerson(console, 'alice')
    await console.submit('End all sessions')
    await expectDead(ended.link)

    latchkey.clock.advanceMinutes(61)
    const moved = await asked(alice)
    const again = await signInToConsole(latchkey)
    await openPerson(again, 'alice')
    await again.follow('Edit')
    await again.submit('Save changes', { email: 'alice@moved.test' })
    alice.email = 'alice@moved.test'
    await expectDead(moved.link)
  })

  test('kills the reset link that was mailed to the old address', async () => {
    const reset = await mailedLink(latchkey, smtp, alice)
    const { email, link } = await asked(alice)
    expect((await latchkey.visitor().open(reset)).status).toBe(200)
    await confirm(link)
    alice.email = email
    expect((await latchkey.visitor().open(reset)).status).toBe(410)
  })

  test('does not mail a link that was replaced or cancelled before it could leave', async () => {
    const [replaced, cancelled] = [free(), free()]
    const visitor = await signIn(latchkey, alice)
    smtp.refuse({ stage: 'recipient', code: 450, text: 'not now' })
    await ask(visitor, replaced, alice.password)
    await ask(visitor, cancelled, alice.password)
    await visitor.submit('Keep the present address')
    await latchkey.deps.background.idle()
    smtp.refuse(undefined)
    latchkey.clock.advanceMinutes(10)
    await latchkey.deps.background.idle()
    expect([...mailsTo(smtp, replaced), ...mailsTo(smtp, cancelled)]).toEqual([])
    const letters = await Mail.find({ 'to.address': { $in: [replaced, cancelled] } }).lean()
    expect(letters.map(({ state, sealed }) => [state, sealed])).toEqual([
      ['cancelled', null],
      ['cancelled', null],
    ])
  })

  test.each([
    ['ends their sessions', 'End all sessions'],
    ['makes them an administrator', 'Make administrator'],
    ['takes that back', 'Take administrator role'],
    ['disables them', 'Disable user'],
  ])('does not mail a link that is dead because an administrator %s', async (_what, button) => {
    const email = free()
    const visitor = await signIn(latchkey, bob)
    smtp.refuse({ stage: 'recipient', code: 450, text: 'not now' })
    await ask(visitor, email, bob.password)
    const console = await openPerson(await signInToConsole(latchkey), 'bob')
    await console.submit(button)
    await proveIfAsked(console)
    await latchkey.deps.background.idle()
    smtp.refuse(undefined)
    latchkey.clock.advanceMinutes(10)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, email)).toEqual([])
    const letter = await Mail.findOne({ 'to.address': email }).lean()
    expect([letter?.state, letter?.sealed]).toEqual(['cancelled', null])
    await openPerson(console, 'bob')
    if (button === 'Disable user') await console.submit('Enable user')
  })

  test.each([
    ['no address', { email: '' }, 'email', 'Enter the new e-mail address'],
    ['something that is no address', { email: 'alice@' }, 'email', 'Enter one address such as name@example.org'],
    ['two addresses', { email: 'a@b.test,c@d.test' }, 'email', 'Enter one address'],
    ['no password', { current_password: '' }, 'current_password', 'Enter your current password'],
    ['a wrong password', { current_password: 'not the right one' }, 'current_password', 'not your current password'],
  ])('is refused with %s, and nobody gets mail', async (_what, wrong, field, message) => {
    const before = smtp.mails.length
    const visitor = await signIn(latchkey, alice)
    await visitor.open('/my-account/email')
    const right = { email: free(), current_password: alice.password }
    await visitor.submit('Change e-mail address', { ...right, ...wrong })
    await latchkey.deps.background.idle()
    expect([visitor.status, visitor.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
    expect(visitor.html).not.toContain('not the right one')
    expect(smtp.mails).toHaveLength(before)
    expect((await visitor.open('/my-account/email')).text).not.toContain('Waiting for you to confirm')
  })

  test('is refused for the address one has, in any spelling', async () => {
    const visitor = await ask(await signIn(latchkey, alice), alice.email.toUpperCase(), alice.password)
    expect([visitor.status, visitor.errorAt('email')]).toEqual([
      422,
      expect.stringContaining('This is your e-mail address already.'),
    ])
  })

  test('makes guesses at the password wait, together with those of the sign-in page', async () => {
    const visitor = await signIn(latchkey, alice)
    for (let tries = 0; tries < 5; tries++) await ask(visitor, free(), 'not the right one')
    await ask(visitor, free(), alice.password)
    expect([visitor.status, visitor.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)])
    expect((await signIn(latchkey, alice)).status).toBe(429)
    latchkey.clock.advanceMinutes(1)
  })

  test('answers for somebody else’s address as for a free one; only its owner is told', async () => {
    const page = ({ html }: Browser, email: string) =>
      html.replaceAll(email, 'ADDRESS').replace(/name="_csrf" value="[^"]*"/g, '')
    const visitor = await signIn(latchkey, alice)
    const address = 'nobody-yet@example.test'
    const freeAnswer = page(await ask(visitor, address, alice.password), address)
    const before = mailsTo(smtp, dora.email).length
    const takenAnswer = page(await ask(visitor, dora.email, alice.password), dora.email)
    expect(takenAnswer).toBe(freeAnswer)
    expect(page(await visitor.open('/my-account/email'), dora.email)).toContain('Waiting for you to confirm')
    const mails = mailsTo(smtp, dora.email)
    expect(mails).toHaveLength(before + 1)
    const { subject, text, html } = lastMailTo(smtp, dora.email).parsed
    expect(subject).toBe('Your e-mail address was entered for another account at Latchkey')
    expect(`${text}${html}`).not.toMatch(/token=|alice/i)
    expect(await presentAddress(dora)).toBe(dora.email)
  })

  test('has one winner when two people confirm the same address at once', async () => {
    const email = free()
    const first = await asked(alice, email)
    const second = await asked(bob, email)
    const visitors = await Promise.all([first.link, second.link].map((link) => latchkey.visitor().open(link)))
    await Promise.all(visitors.map((visitor) => visitor.submit('Confirm address')))
    await latchkey.deps.background.idle()
    expect(visitors.map(({ status }) => status).sort()).toEqual([200, 410])
    const [won, lost] = visitors[0]?.status === 200 ? [alice, bob] : [bob, alice]
    expect(await presentAddress(won)).toBe(email)
    expect(await presentAddress(lost)).toBe(lost.email)
    won.email = email
    for (const { link } of [first, second]) await expectDead(link)
    const loser = await signIn(latchkey, lost)
    expect((await loser.open('/my-account/email')).text).not.toContain('Waiting for you to confirm')
  })

  test('happens once when one link is confirmed many times at once', async () => {
    const old = alice.email
    const { email, link } = await asked(alice)
    const before = mailsTo(smtp, old).length
    const visitors = await Promise.all(Array.from({ length: 8 }, () => latchkey.visitor().open(link)))
    await Promise.all(visitors.map((visitor) => visitor.submit('Confirm address')))
    await latchkey.deps.background.idle()
    expect(visitors.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(mailsTo(smtp, old)).toHaveLength(before + 1)
    alice.email = email
  })

  test('sends at most five letters an hour for one person, and says so', async () => {
    const visitor = await signIn(latchkey, alice)
    for (let times = 0; times < 5; times++) expect((await ask(visitor, free(), alice.password)).status).toBe(200)
    const sixth = free()
    await ask(visitor, sixth, alice.password)
    expect([visitor.status, visitor.errorAt('email')]).toEqual([429, expect.stringContaining('Try again in an hour')])
    expect(mailsTo(smtp, sixth)).toEqual([])
    latchkey.clock.advanceMinutes(59)
    const later = await signIn(latchkey, alice)
    latchkey.clock.advanceMinutes(1)
    expect((await ask(later, free(), alice.password)).status).toBe(200)
  })

  test('sends at most three letters an hour to one address, silently', async () => {
    const email = free()
    for (const person of [alice, alice, bob, bob]) {
      const visitor = await ask(await signIn(latchkey, person), email, person.password)
      expect(visitor.text).toContain('A mail is on its way to the new address.')
    }
    expect(mailsTo(smtp, email)).toHaveLength(3)
  })

  test('calls somebody by their username in a letter that may reach a stranger', async () => {
    const visitor = await signIn(latchkey, alice)
    await visitor.submit('Save profile', { given_name: 'Win a prize', family_name: 'Now' })
    const email = free()
    await ask(visitor, email, alice.password)
    const { parsed, envelope } = lastMailTo(smtp, email)
    expect(envelope.to).toEqual([email])
    expect(`${parsed.subject}${parsed.text}${parsed.html}${JSON.stringify(parsed.headers.get('to'))}`).not.toContain(
      'prize',
    )
  })

  test('is cancelled once; a second time there is nothing to cancel', async () => {
    const { visitor } = await asked(alice)
    await visitor.post('/my-account/email/cancel', {})
    expect(visitor.text).toContain('Your e-mail address stays as it is.')
    await visitor.post('/my-account/email/cancel', {})
    expect(visitor.text).toContain('There was no change to cancel any more.')
    await visitor.open('/my-account/email/cancel')
    expect(visitor.path).toBe('/my-account/email')
  })
})
