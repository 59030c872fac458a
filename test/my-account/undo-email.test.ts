import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mostUndos } from '../../src/users/address-undo.ts'
import { People } from '../../src/users/model.ts'
import { databaseState, dumpDatabase } from '../audit/dump.ts'
import { seen } from '../password-reset/seen.ts'
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
  signIn,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const undone = 'Your former address is back'
const dead = 'There is nothing to put back any more'

describe('undoing a change of the own e-mail address', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let number = 0

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  // Beyond the three days of the links before.
  beforeEach(() => latchkey.clock.advanceMinutes(3 * 24 * 60 + 61))

  /** Changes the address of somebody as they would in their account, and gives the link that the old one got. */
  async function moved(
    person: typeof alice,
    email = `fresh-${number++}@new.test`,
  ): Promise<{ email: string; undo: string }> {
    const old = person.email
    const visitor = await signIn(latchkey, person)
    await visitor.open('/my-account/email')
    await visitor.submit('Change e-mail address', { email, current_password: person.password })
    await latchkey.deps.background.idle()
    const there = await latchkey.visitor().open(linkIn(lastMailTo(smtp, email)))
    await there.submit('Confirm address')
    await latchkey.deps.background.idle()
    person.email = email
    return { email, undo: linkIn(lastMailTo(smtp, old)) }
  }

  async function takeBack(undo: string, visitor = latchkey.visitor()): Promise<Browser> {
    await visitor.open(undo)
    await visitor.submit('Put the address back')
    await latchkey.deps.background.idle()
    return visitor
  }

  const chooseAnew = async (address: string, person: typeof alice, password: string) => {
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, address)), password)
    Object.assign(person, { email: address, password })
  }

  async function expectDead(link: string): Promise<void> {
    const visitor = await latchkey.visitor().open(link)
    expect([visitor.status, visitor.heading]).toEqual([410, dead])
  }

  test('puts the old address back, ends sessions, links and the password, and lets the owner choose another', async () => {
    const old = alice.email
    const { email, undo } = await moved(alice)
    const thief = await signIn(latchkey, alice)
    const theirs = await mailedLink(latchkey, smtp, alice)
    const visitor = await takeBack(undo)
    expect([visitor.path, visitor.heading]).toEqual(['/undo-address/done', undone])
    expect((await thief.open('/my-account')).heading).toBe('Sign in')
    expect((await latchkey.visitor().open(theirs)).status).toBe(410)
    expect((await signIn(latchkey, alice)).heading).not.toBe('My Account')
    await chooseAnew(old, alice, 'the owner is at home again')
    const owner = await signIn(latchkey, { ...alice, username: old })
    await owner.open('/my-account/email')
    expect(owner.$('.facts dd').first().text()).toBe(old)
    expect(lastMailTo(smtp, email).parsed.subject).toBe('The change of your e-mail address at Latchkey was undone')
    await owner.open('/my-account/activity')
    expect(owner.text).toContain('Former e-mail address put back')
  })

  test('tells both mailboxes and the audit log, and gives the mailbox that is left no link', async () => {
    const old = alice.email
    const { email, undo } = await moved(alice)
    const before = [mailsTo(smtp, old).length, mailsTo(smtp, email).length]
    await takeBack(undo)
    expect([mailsTo(smtp, old).length, mailsTo(smtp, email).length]).toEqual(before.map((count) => count + 1))
    const left = lastMailTo(smtp, email).parsed
    expect(`${left.text}${left.html}`).not.toMatch(/token=|127\.0\.0\.1/)
    expect(`${left.text}${left.html}`).not.toContain(old)
    await chooseAnew(old, alice, 'the owner has come back twice')
    const console = await openPerson(await signInToConsole(latchkey), 'alice')
    expect(console.text).toContain('Former e-mail address put back')
    expect(console.text).toContain(`e-mail address ${email} to ${old}`)
  })

  test('says in the letter that whoever reads the old mailbox can do it, and until when', async () => {
    const old = alice.email
    await moved(alice)
    const { text } = lastMailTo(smtp, old).parsed
    expect(text?.replaceAll(/\s+/g, ' ')).toContain('whoever reads this mailbox can undo the change until')
  })

  test('works once, for three days and not one second longer', async () => {
    const old = alice.email
    const { undo } = await moved(alice)
    await takeBack(undo)
    await expectDead(undo)
    await chooseAnew(old, alice, 'a third time is the charm')
    const late = await moved(alice)
    latchkey.clock.advanceMinutes(3 * 24 * 60 - 1)
    expect((await latchkey.visitor().open(late.undo)).status).toBe(200)
    latchkey.clock.advanceMinutes(1)
    await expectDead(late.undo)
    for (const link of ['/undo-address', '/undo-address?token=', `/undo-address?token=${'A'.repeat(43)}`])
      await expectDead(link)
  })

  test('is only looked at by scanners and previews, however often', async () => {
    const { undo } = await moved(alice)
    const before = await databaseState()
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
      const scanner = latchkey.visitor()
      const answer = await scanner.send(method, undo.replace('http://latchkey.test', ''))
      const cookie = answer.cookies.map((text) => text.split(';')[0]).join('; ')
      for (const path of ['/undo-address', '/undo-address/done'])
        await scanner.send(method, path, { headers: cookie ? { Cookie: cookie } : {} })
    }
    expect(await databaseState()).toBe(before)
    const visitor = await latchkey.visitor().open(undo)
    expect([visitor.status, visitor.path]).toEqual([200, '/undo-address'])
    expect(visitor.text).not.toMatch(/alice|new\.test|example\.test/)
  })

  test('is nowhere in the database but as a digest, and chooses no password itself', async () => {
    const { undo } = await moved(alice)
    const token = new URL(undo).searchParams.get('token') ?? ''
    const stored = await People.findOne({ username: 'alice' }).lean()
    expect(stored?.addressUndos?.map(({ digest }) => digest)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect(await dumpDatabase()).not.toContain(token)
    for (const path of ['/reset-password', '/invitation', '/not-me', '/confirm-address']) {
      const visitor = await latchkey.visitor().open(undo.replace('/undo-address', path))
      expect([path, visitor.status]).toEqual([path, 410])
    }
    const reset = await mailedLink(latchkey, smtp, alice)
    await expectDead(reset.replace('/reset-password', '/undo-address'))
  })

  test('outlives a new password, ended sessions and a further change, since a thief would make them', async () => {
    const old = alice.email
    const { undo } = await moved(alice)
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), 'chosen by somebody else')
    alice.password = 'chosen by somebody else'
    const { email, undo: between } = await moved(alice)
    const console = await openPerson(await signInToConsole(latchkey), 'alice')
    await console.submit('End all sessions')
    const visitor = await takeBack(undo)
    expect(visitor.heading).toBe(undone)
    await expectDead(between)
    expect(lastMailTo(smtp, email).parsed.subject).toContain('was undone')
    await chooseAnew(old, alice, 'and again the owner chooses')
  })

  test('to the address between keeps the way back to the first one', async () => {
    const first = alice.email
    const { email: between, undo } = await moved(alice)
    const later = await moved(alice)
    await takeBack(later.undo)
    await chooseAnew(between, alice, 'halfway back to the start')
    await takeBack(undo)
    await chooseAnew(first, alice, 'all the way back to the start')
  })

  test.each([
    [
      'gives another address',
      async (console: Browser) => {
        await console.follow('Edit')
        await console.submit('Save changes', { email: 'alice@decided.test' })
        alice.email = 'alice@decided.test'
      },
    ],
    [
      'gives the role',
      async (console: Browser) => {
        await console.submit('Make administrator')
        await console.submit('Take administrator role')
      },
    ],
    [
      'disables the account',
      async (console: Browser) => {
        await console.submit('Disable user')
        await console.submit('Enable user')
      },
    ],
  ])('is over once an administrator %s', async (_what, act) => {
    const { undo } = await moved(alice)
    const console = await openPerson(await signInToConsole(latchkey), 'alice')
    await act(console)
    await expectDead(undo)
  })

  test('does nothing while the account is disabled', async () => {
    const { undo } = await moved(alice)
    await People.updateOne({ username: 'alice' }, { $set: { status: 'disabled' } })
    await expectDead(undo)
    await People.updateOne({ username: 'alice' }, { $set: { status: 'active' } })
  })

  test('changes nothing where the address is somebody else’s by now, and says so', async () => {
    const old = bob.email
    const { email, undo } = await moved(bob)
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'newcomer', email: old })
    await latchkey.deps.background.idle()
    const visitor = await takeBack(undo)
    expect([visitor.status, visitor.heading]).toEqual([409, 'The address cannot be put back'])
    expect((await signIn(latchkey, { ...bob, username: email })).heading).toBe('My Account')
    await takeBack(undo)
    await openPerson(console, 'bob')
    expect(console.text.split('Former e-mail address not put back')).toHaveLength(2)
  })

  test('works while self-service reset is off, with a link that works then', async () => {
    const old = alice.email
    const { undo } = await moved(alice)
    await switchReset(await signInToConsole(latchkey), 'off')
    expect((await takeBack(undo)).heading).toBe(undone)
    await chooseAnew(old, alice, 'no self service was needed')
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
    await switchReset(await signInToConsole(latchkey), 'on')
  })

  test('of the last administrator leaves them one, without the old password', async () => {
    const admin = { username: 'admin', email: 'admin@example.test', password: 'brass lantern over the harbour' }
    const { undo } = await moved(admin)
    const console = await signInToConsole(latchkey)
    await switchReset(console, 'off')
    await takeBack(undo)
    expect((await console.send('GET', '/users')).status).toBe(303)
    expect((await signInToConsole(latchkey, admin)).heading).toBe('Sign in to the console')
    const stored = await People.findOne({ username: 'admin' }).lean()
    expect([stored?.status, stored?.roles, stored?.passwordHash]).toEqual(['active', ['administrator'], undefined])
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, 'admin@example.test')), admin.password)
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    expect(lastMailTo(smtp, 'admin@example.test').parsed.subject).toBe('Your password at Latchkey was changed')
    const back = await signInToConsole(latchkey, admin)
    expect(back.heading).toBe('Overview')
    await switchReset(back, 'on')
  })

  test('has one winner when it is pressed many times at once', async () => {
    const old = alice.email
    const { undo } = await moved(alice)
    const visitors = await Promise.all(Array.from({ length: 6 }, () => latchkey.visitor().open(undo)))
    await Promise.all(visitors.map((visitor) => visitor.submit('Put the address back')))
    await latchkey.deps.background.idle()
    expect(visitors.map(({ heading }) => heading).sort()).toEqual([...Array(5).fill(dead), undone].sort())
    await chooseAnew(old, alice, 'six hands on one button')
  })

  test('is possible for each of ten changes in three days; an eleventh has to wait', async () => {
    for (let change = 0; change < mostUndos; change++) {
      await moved(alice)
      latchkey.clock.advanceMinutes(61)
    }
    const visitor = await signIn(latchkey, alice)
    await visitor.open('/my-account/email')
    await visitor.submit('Change e-mail address', { email: 'one-more@new.test', current_password: alice.password })
    expect(visitor.status).toBe(429)
    expect(visitor.errorAt('email')).toContain('changed too often in the last three days')
  })

  test('looks the same for every link that does not work', async () => {
    const { undo } = await moved(alice)
    latchkey.clock.advanceMinutes(3 * 24 * 60)
    const pages = []
    for (const link of [undo, '/undo-address', `/undo-address?token=${'A'.repeat(43)}`]) {
      const visitor = await latchkey.visitor().open(link)
      const body = `_csrf=${encodeURIComponent(visitor.formToken)}`
      pages.push(seen(await visitor.send('POST', '/undo-address', { body })))
    }
    for (const page of pages) expect(page).toEqual(pages[0])
  })
})
