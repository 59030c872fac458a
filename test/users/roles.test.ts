import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the administrator role', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
  })

  test('is given: the person is signed out everywhere and may enter the console', async () => {
    const visitor = await signIn(latchkey, alice)
    await openPerson(console, 'alice')
    await console.submit('Make administrator')
    expect(console.text).toContain('alice is an administrator now')
    expect(console.$('.tags').text()).toContain('administrator')
    expect((await visitor.send('GET', '/my-account')).status).toBe(303)
    expect((await signInToConsole(latchkey, alice)).heading).toBe('Overview')
  })

  test('is taken: console sessions of the person end at once, and so do the others', async () => {
    const other = await signInToConsole(latchkey, alice)
    const visitor = await signIn(latchkey, alice)
    await openPerson(console, 'alice')
    await console.submit('Take administrator role')
    expect(console.text).toContain('alice is no longer an administrator.')
    expect((await other.send('GET', '/users')).status).toBe(303)
    expect((await visitor.send('GET', '/my-account')).status).toBe(303)
    expect((await signInToConsole(latchkey, alice)).heading).toBe('Sign in to the console')
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('given again does not bring an old console session back', async () => {
    await openPerson(console, 'alice')
    await console.submit('Make administrator')
    const other = await signInToConsole(latchkey, alice)
    await console.submit('Take administrator role')
    await console.submit('Make administrator')
    expect((await other.send('GET', '/users')).status).toBe(303)
    await console.submit('Take administrator role')
  })

  test('given and taken ends the links that were mailed, and letters with one that wait', async () => {
    for (const button of ['Make administrator', 'Take administrator role']) {
      latchkey.clock.advanceMinutes(16)
      const mailed = await mailedLink(latchkey, smtp, alice)
      smtp.refuse({ stage: 'connect', code: 421, text: 'closed for today' })
      await forgot(latchkey, 'alice')
      console = await signInToConsole(latchkey)
      await openPerson(console, 'alice')
      await console.submit(button)
      smtp.refuse(undefined)
      const before = smtp.mails.length
      latchkey.clock.advanceMinutes(10)
      await latchkey.deps.background.idle()
      expect(smtp.mails).toHaveLength(before)
      const visitor = await latchkey.visitor().open(mailed)
      expect([button, visitor.status]).toEqual([button, 410])
    }
  })

  test('given and taken ends the invitation of somebody who chose no password yet, and mails a new one', async () => {
    const guest = { username: 'guest', email: 'guest@example.test' }
    await console.open('/users/new')
    await console.submit('Create and send invitation', guest)
    await latchkey.deps.background.idle()
    for (const button of ['Make administrator', 'Take administrator role']) {
      const before = linkIn(lastMailTo(smtp, guest.email))
      await openPerson(console, 'guest')
      await console.submit(button)
      expect(console.text).toContain('The invitation from before is dead; a new one is on its way.')
      await latchkey.deps.background.idle()
      const old = await latchkey.visitor().open(before)
      const fresh = await latchkey.visitor().open(linkIn(lastMailTo(smtp, guest.email)))
      expect([button, old.status, fresh.status]).toEqual([button, 410, 200])
      await openPerson(console, 'guest')
      expect(console.$('.timeline').text()).toContain('New invitation queued')
    }
    const handedOut = await openPerson(console, 'guest')
    await handedOut.submit('Make one-time link')
    const link = /https?:\/\/\S+token=[\w-]{43}/.exec(handedOut.html)?.[0] ?? ''
    expect((await latchkey.visitor().open(link)).status).toBe(200)
    await openPerson(console, 'guest')
    await console.submit('Make administrator')
    expect((await latchkey.visitor().open(link)).status).toBe(410)
    await console.submit('Take administrator role')
  })

  test('shows in the timeline with who gave and took it', async () => {
    await latchkey.deps.background.idle()
    await openPerson(console, 'alice')
    expect(console.$('.timeline').text()).toContain('Roles changed, by admin')
    const details = console
      .$('.moment-detail')
      .map((_, element) => console.$(element).text())
      .get()
    expect(details).toEqual(expect.arrayContaining(['administrator given', 'administrator taken']))
  })

  test('cannot be taken from oneself', async () => {
    await openPerson(console, 'admin')
    expect(console.text).not.toContain('Take administrator role')
    await console.post(`${console.path}/make-user`, {})
    expect(console.text).toContain('You cannot take the administrator role from yourself.')
    expect((await signInToConsole(latchkey)).heading).toBe('Overview')
  })

  test.each(['make-administrator', 'make-user'])('%s of somebody unknown is not found', async (act) => {
    await console.open('/users/new')
    await console.post(`/users/000000000000000000000000/${act}`, {})
    expect(console.status).toBe(404)
  })

  test('asks for the password again when the last proof is old, and then does what was asked', async () => {
    await openPerson(console, 'alice')
    latchkey.clock.advanceMinutes(11)
    await console.submit('Make administrator')
    expect(console.heading).toBe('Confirm that it is you')
    await console.submit('Confirm and go on', { current_password: 'a wrong guess altogether' })
    expect(console.status).toBe(422)
    await console.submit('Confirm and go on', { current_password: adminPassword })
    expect(console.text).toContain('alice is an administrator now')
    await console.submit('Take administrator role')
  })

  test('asks for it, too, when somebody new is to become an administrator', async () => {
    await console.open('/users/new')
    latchkey.clock.advanceMinutes(11)
    await console.submit('Create and send invitation', {
      username: 'second',
      email: 'second@example.test',
      administrator: 'on',
    })
    expect(console.heading).toBe('Confirm that it is you')
    await console.submit('Confirm and go on', { current_password: adminPassword })
    expect(console.text).toContain('second is created.')
  })

  test('is shed by an invited administrator before the first password', async () => {
    await openPerson(console, 'second')
    await console.submit('Take administrator role')
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, 'second@example.test'))
    await choosePassword(latchkey, link, second.password)
    expect((await signInToConsole(latchkey, second)).heading).toBe('Sign in to the console')
    latchkey.clock.advanceMinutes(1)
  })

  const second = { username: 'second', password: 'two keys for one lock' }

  test('taken from each other by two administrators at the same moment stays with one of them, every time', async () => {
    await openPerson(console, 'second')
    await console.submit('Make administrator')
    for (let round = 0; round < 12; round++) {
      latchkey.clock.advanceSeconds(40)
      const [first, other] = [await signInToConsole(latchkey), await signInToConsole(latchkey, second)]
      expect([round, first.heading, other.heading]).toEqual([round, 'Overview', 'Overview'])
      await openPerson(first, 'second')
      await openPerson(other, 'admin')
      await Promise.all([first.submit('Take administrator role'), other.submit('Take administrator role')])
      const alive = await Promise.all([first.send('GET', '/users'), other.send('GET', '/users')])
      expect(alive.filter(({ status }) => status === 200)).toHaveLength(1)
      const [winner, loser] = alive[0]?.status === 200 ? [first, 'second'] : [other, 'admin']
      await openPerson(winner, loser)
      await winner.submit('Make administrator')
      expect(winner.text).toContain(`${loser} is an administrator now`)
    }
  }, 60_000)

  test('taken by one while the other is disabled stays with one of them, every time', async () => {
    for (let round = 0; round < 12; round++) {
      latchkey.clock.advanceSeconds(40)
      const [first, other] = [await signInToConsole(latchkey), await signInToConsole(latchkey, second)]
      await openPerson(first, 'second')
      await openPerson(other, 'admin')
      await Promise.all([first.submit('Disable user'), other.submit('Take administrator role')])
      const alive = await Promise.all([first.send('GET', '/users'), other.send('GET', '/users')])
      expect(alive.filter(({ status }) => status === 200)).toHaveLength(1)
      const firstWon = alive[0]?.status === 200
      const winner = firstWon ? first : other
      await openPerson(winner, firstWon ? 'second' : 'admin')
      await winner.submit(firstWon ? 'Enable user' : 'Make administrator')
    }
  }, 60_000)

  test('given and taken at once never counts for somebody who does not have it', async () => {
    latchkey.clock.advanceSeconds(40)
    const own = await signInToConsole(latchkey)
    await openPerson(own, 'second')
    const id = own.path.split('/').pop() ?? ''
    const press = (act: string) =>
      own.send('POST', `/users/${id}/${act}`, { body: `_csrf=${encodeURIComponent(own.formToken)}` })
    for (let round = 0; round < 30; round++) {
      await Promise.all([
        press('make-user'),
        press('make-administrator'),
        press('make-user'),
        press('make-administrator'),
      ])
      const person = await mongoose.model('Person').findById(id).lean<{ roles: string[] }>()
      const counted = (await mongoose.model('Roster').exists({ ids: id })) !== null
      expect([round, counted]).toEqual([round, person?.roles.includes('administrator')])
    }
  }, 60_000)

  test('refused to be taken from the last one is in the audit log', async () => {
    await latchkey.deps.background.idle()
    const refusals = await mongoose
      .model('AuditEntry')
      .find({ action: 'user.roles-changed', outcome: 'refused' })
      .lean()
    expect(refusals.length).toBeGreaterThan(0)
  })
})
