import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseState } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  mailsTo,
  moveIn,
  openPerson,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { codeIn } from './letters.ts'
import { seen } from './seen.ts'

const used = 'This link was used already'
const replaced = 'A newer mail took the place of this one'
const expired = 'This link has expired'
const unknown = 'This link no longer works'

describe('a dead link', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let words = 0

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  async function expectEnd(link: string, heading: string): Promise<Browser> {
    const visitor = await latchkey.visitor().open(link)
    expect([visitor.status, visitor.heading]).toEqual([410, heading])
    expect(visitor.html).not.toMatch(/\b(alice|bob)\b/)
    return visitor
  }

  async function use(link: string, person: { password: string }): Promise<void> {
    person.password = `fresh words for lock ${words++}`
    await choosePassword(latchkey, link, person.password)
  }

  test('says that it was used, and brings a new mail with one click', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    await use(link, alice)
    const visitor = await expectEnd(link, used)
    await visitor.submit('Send a new mail')
    expect([visitor.path, visitor.heading]).toEqual(['/forgot-password/sent', 'Check your mailbox'])
    await latchkey.deps.background.idle()
    await use(linkIn(lastMailTo(smtp, alice.email)), alice)
    expect((await expectEnd(link, used)).form('Send a new mail').action).toBe('/reset-password/new-mail')
  })

  test('says that it has expired, before and after a newer one was sent', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    latchkey.clock.advanceMinutes(31)
    const visitor = await expectEnd(link, expired)
    await visitor.submit('Send a new mail')
    await latchkey.deps.background.idle()
    await expectEnd(link, expired)
    await use(linkIn(lastMailTo(smtp, alice.email)), alice)
  })

  test('says that a newer mail took its place, up to the fifth', async () => {
    const links = []
    for (let time = 0; time < 7; time++) {
      links.push(await mailedLink(latchkey, smtp, alice))
      latchkey.clock.advanceMinutes(6)
    }
    const headings = []
    for (const link of links) headings.push((await latchkey.visitor().open(link)).heading)
    expect(headings).toEqual([unknown, ...Array(5).fill(replaced), 'Choose a new password'])
  })

  test('carries the way back into the new mail', async () => {
    const asker = await latchkey.visitor().open('/forgot-password?return_to=%2Fmy-account%3Ffrom%3Dshop')
    await asker.submit('Send Mail', { identifier: alice.username })
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, alice.email))
    latchkey.clock.advanceMinutes(31)
    const visitor = await (await expectEnd(link, expired)).submit('Send a new mail')
    expect(visitor.path).toBe('/forgot-password/sent?return_to=%2Fmy-account%3Ffrom%3Dshop')
    await latchkey.deps.background.idle()
    alice.password = 'a lamp beside the stairs'
    const chosen = await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), alice.password)
    expect(chosen.path).toBe('/sign-in?return_to=%2Fmy-account%3Ffrom%3Dshop')
  })

  test('lets the new mail’s code be entered in the browser that asked with it', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    latchkey.clock.advanceMinutes(31)
    const visitor = await (await expectEnd(link, expired)).submit('Send a new mail')
    await latchkey.deps.background.idle()
    await visitor.follow('Enter the code')
    await visitor.submit('Go on', { code: codeIn(lastMailTo(smtp, alice.email)) })
    expect(visitor.heading).toBe('Choose a new password')
  })

  test('is an invitation as well, and brings another one', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'dora', email: 'dora@example.test' })
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, 'dora@example.test'))
    latchkey.clock.advanceMinutes(24 * 60 + 1)
    const visitor = await (await expectEnd(link, expired)).submit('Send a new mail')
    expect(visitor.path).toBe('/forgot-password/sent')
    await latchkey.deps.background.idle()
    await expectEnd(link, expired)
    const dora = { password: '' }
    await use(linkIn(lastMailTo(smtp, 'dora@example.test')), dora)
    await expectEnd(linkIn(lastMailTo(smtp, 'dora@example.test')), used)
  })

  test('tells nobody anything who holds no token of ours', async () => {
    await mailedLink(latchkey, smtp, alice)
    const token = 'A'.repeat(43)
    const page = async (path: string) => {
      const visitor = await latchkey.visitor().open(path)
      const body = `_csrf=${encodeURIComponent(visitor.formToken)}`
      const answers = [await visitor.send('GET', '/reset-password')]
      answers.push(await visitor.send('POST', '/reset-password/new-mail', { body }))
      return answers.map(seen)
    }
    const before = await databaseState()
    const expected = await page(`/reset-password?token=${token}`)
    expect(expected.map(({ status }) => status)).toEqual([410, 303])
    for (const path of ['/reset-password', '/reset-password?token=', `/reset-password?token=${'b'.repeat(43)}`])
      expect([path, await page(path)]).toEqual([path, expected])
    expect(await databaseState()).toBe(before)
    const visitor = await latchkey.visitor().open(`/reset-password?token=${token}`)
    await visitor.submit('Send a new mail')
    expect([visitor.path, visitor.heading]).toEqual(['/forgot-password', 'Forgot your password?'])
  })

  test('of somebody who is shut out looks like one nobody knows, and brings no mail', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    const console = await openPerson(await signInToConsole(latchkey), bob.username)
    await console.submit('Disable user')
    const visitor = await expectEnd(link, unknown)
    const before = mailsTo(smtp, bob.email).length
    await visitor.submit('Send a new mail')
    await latchkey.deps.background.idle()
    expect(visitor.path).toBe('/forgot-password/sent')
    expect(mailsTo(smtp, bob.email)).toHaveLength(before)
    await console.submit('Enable user')
  })

  test('changes nothing by being opened, however often', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    latchkey.clock.advanceMinutes(31)
    const before = await databaseState()
    for (let time = 0; time < 6; time++) {
      await latchkey.visitor().open(link)
      const method = time % 2 ? 'HEAD' : 'GET'
      const answer = await latchkey.visitor().send(method, '/reset-password/new-mail')
      expect(answer.status).toBe(404)
    }
    expect(await databaseState()).toBe(before)
  })

  test('obeys the usual limits when new mails are asked for', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    await forgot(latchkey, alice.username)
    const before = mailsTo(smtp, alice.email).length
    for (let time = 0; time < 4; time++) {
      const visitor = await latchkey.visitor().open(link)
      await visitor.submit('Send a new mail')
      expect(visitor.path).toBe('/forgot-password/sent')
      await latchkey.deps.background.idle()
    }
    expect(mailsTo(smtp, alice.email).length - before).toBe(1)
  })

  test('has no such button while self-service reset is off', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'emil', email: 'emil@example.test' })
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, 'emil@example.test'))
    latchkey.clock.advanceMinutes(24 * 60 + 1)
    const open = await expectEnd(link, expired)
    await switchReset(await signInToConsole(latchkey), 'off')
    const visitor = await expectEnd(link, expired)
    expect(visitor.text).toContain('Ask your administrator to send you a new one.')
    expect(() => visitor.form('Send a new mail')).toThrow()
    await open.submit('Send a new mail')
    expect(open.status).toBe(404)
    await switchReset(await signInToConsole(latchkey), 'on')
  })
})
