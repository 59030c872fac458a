import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dumpDatabase } from '../audit/dump.ts'
import { basic, call, expectFault, named, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  moveIn,
  openPerson,
  setRecovery,
  signIn,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { oneTimeCodeIn, showCode } from './forced.ts'

const refused = 'The name or the password is not right.'
const allWays = { forced_reset_link: 'on', forced_reset_code: 'on', forced_reset_offline_code: 'on' }
const byLink = 'Force reset: mail link'
const byCode = 'Force reset: mail code'

describe('an administrator who requires a new password', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser
  let chosen = 0

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await setRecovery(await moveIn(latchkey, smtp, [alice, bob]), allWays)
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(31)
    console = await signInToConsole(latchkey)
  })

  async function force(person: { username: string }, button: string): Promise<Browser> {
    await openPerson(console, person.username)
    await console.submit(button)
    await latchkey.deps.background.idle()
    return console
  }

  function nextPassword(): string {
    chosen += 1
    return `window ${chosen} looks on the river`
  }

  /** Chooses a password on the page a browser is at, and sees that it works. */
  async function settleOn(visitor: Browser, person: typeof alice): Promise<void> {
    person.password = nextPassword()
    const { password } = person
    await visitor.submit('Set password', { new_password: password, confirm_password: password })
    expect(visitor.text).toContain('Your password is set')
    expect((await signIn(latchkey, person)).heading).toBe('My Account')
  }

  describe('with a mailed link', () => {
    test('ends the old password, sessions and links at once, and the link puts it right', async () => {
      await forgot(latchkey, 'alice')
      const earlier = linkIn(lastMailTo(smtp, alice.email))
      const signedIn = await signIn(latchkey, alice)
      await force(alice, byLink)
      expect(console.text).toContain('A new password is required.')
      expect((await signedIn.send('GET', '/my-account')).status).toBe(303)
      expect((await latchkey.visitor().open(earlier)).status).toBe(410)
      expect((await signIn(latchkey, alice)).text).toContain(refused)
      const mail = lastMailTo(smtp, alice.email)
      expect(mail.parsed.subject).toBe('A new password is required at Latchkey')
      expect(mail.parsed.text?.replaceAll(/\s+/g, ' ')).toContain('once, for 24 hours')
      await settleOn(await latchkey.visitor().open(linkIn(mail)), alice)
    })

    test('has a link that lives a day, and a reset mail helps afterwards', async () => {
      await force(bob, byLink)
      const link = linkIn(lastMailTo(smtp, bob.email))
      latchkey.clock.advanceSeconds(24 * 60 * 60 - 60)
      expect((await latchkey.visitor().open(link)).status).toBe(200)
      latchkey.clock.advanceSeconds(61)
      expect((await latchkey.visitor().open(link)).status).toBe(410)
      await forgot(latchkey, 'bob')
      await settleOn(await latchkey.visitor().open(linkIn(lastMailTo(smtp, bob.email))), bob)
    })
  })

  describe('with a mailed code', () => {
    test('sends a code that is entered as the password, however it is spelled, and lets nobody in by itself', async () => {
      await force(alice, byCode)
      const mail = lastMailTo(smtp, alice.email)
      expect(mail.parsed.text).not.toContain('token=')
      expect(mail.parsed.text).toContain('http://latchkey.test/sign-in')
      const typed = ` ${oneTimeCodeIn(mail).toLowerCase().replaceAll('-', ' ')} `
      expect((await signIn(latchkey, alice)).text).toContain(refused)
      const visitor = await signIn(latchkey, { ...alice, password: typed })
      expect([visitor.path, visitor.heading]).toEqual(['/reset-password', 'Choose a new password'])
      expect((await visitor.send('GET', '/my-account')).status).toBe(303)
      await settleOn(visitor, alice)
    })

    test('takes the code once, from one of many', async () => {
      await force(alice, byCode)
      const password = oneTimeCodeIn(lastMailTo(smtp, alice.email))
      const visitors = await Promise.all([1, 2, 3].map(() => signIn(latchkey, { ...alice, password })))
      const winners = visitors.filter(({ path }) => path === '/reset-password')
      expect(winners).toHaveLength(1)
      expect((await signIn(latchkey, { ...alice, password })).text).toContain(refused)
      await settleOn(winners[0] as Browser, alice)
    })

    test('goes on where the person was going', async () => {
      await force(bob, byCode)
      const visitor = latchkey.visitor()
      await visitor.open('/sign-in?return_to=%2Fmy-account%2Fsessions')
      await visitor.submit('Sign in', { identifier: 'bob', password: oneTimeCodeIn(lastMailTo(smtp, bob.email)) })
      bob.password = nextPassword()
      await visitor.submit('Set password', { new_password: bob.password, confirm_password: bob.password })
      expect(visitor.path).toBe('/sign-in?return_to=%2Fmy-account%2Fsessions')
    })

    test('counts every try, and forgets the code when the address changes', async () => {
      await force(bob, byCode)
      const password = oneTimeCodeIn(lastMailTo(smtp, bob.email))
      for (let guess = 0; guess < 5; guess++) await signIn(latchkey, { ...bob, password: 'ABCD-EFGH-JKLM' })
      expect((await signIn(latchkey, { ...bob, password })).status).toBe(429)
      latchkey.clock.advanceMinutes(1)
      await openPerson(console, 'bob')
      await console.follow('Edit')
      await console.submit('Save changes', { email: 'bob@new.test' })
      await latchkey.deps.background.idle()
      expect((await signIn(latchkey, { ...bob, password })).text).toContain(refused)
      bob.email = 'bob@new.test'
      latchkey.clock.advanceMinutes(1)
      await force(bob, byCode)
      latchkey.clock.advanceMinutes(1)
      await settleOn(await signIn(latchkey, { ...bob, password: oneTimeCodeIn(lastMailTo(smtp, bob.email)) }), bob)
    })
  })

  describe('with a code to pass on', () => {
    test('sees it once, in a page nobody may keep; it is in no mail, log or database', async () => {
      const password = await showCode(console, 'alice')
      expect(password).toMatch(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$/)
      expect(console.headers['cache-control']).toBe('no-store')
      await latchkey.deps.background.idle()
      const bare = password.replaceAll('-', '')
      for (const text of [await dumpDatabase(), latchkey.logLines.join('\n'), lastMailTo(smtp, alice.email).raw])
        expect([text.includes(password), text.includes(bare)]).toEqual([false, false])
      expect(lastMailTo(smtp, alice.email).parsed.text).toContain('A one-time code was shown to the administrator')
      await settleOn(await signIn(latchkey, { ...alice, password }), alice)
    })

    test('works while reset is closed, when mails do not', async () => {
      await switchReset(console, 'off')
      await openPerson(console, 'alice')
      expect(console.text).not.toContain(byLink)
      const page = console.path
      await console.post(`${page}/force-reset`, { way: 'link' })
      expect([console.path, console.text.includes('Self-Service Password Reset is off')]).toEqual([page, true])
      expect((await signIn(latchkey, alice)).heading).toBe('My Account')
      const visitor = await signIn(latchkey, { ...alice, password: await showCode(console, 'alice') })
      expect(visitor.path).toBe('/invitation')
      await settleOn(visitor, alice)
      await latchkey.deps.background.idle()
      await openPerson(console, 'alice')
      expect(console.$('.timeline').text()).toContain('New password chosen with the link')
      await switchReset(console, 'on')
    })

    test('has a code that expires after a day', async () => {
      const password = await showCode(console, 'alice')
      latchkey.clock.advanceSeconds(24 * 60 * 60)
      expect((await signIn(latchkey, { ...alice, password })).text).toContain(refused)
      console = await signInToConsole(latchkey)
      await settleOn(await signIn(latchkey, { ...alice, password: await showCode(console, 'alice') }), alice)
    })
  })

  test('finds the state on the list, the page, the timeline and in My Account', async () => {
    await force(alice, byLink)
    await openPerson(console, 'alice')
    expect(console.$('.page-head .pill').text()).toBe('Reset required')
    expect(console.$('.timeline').text()).toContain('New password required, by admin')
    await console.open('/users?status=reset-required')
    expect(console.$('tbody tr')).toHaveLength(1)
    expect(console.$('tbody tr').text()).toContain('alice')
    await settleOn(await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email))), alice)
    await latchkey.deps.background.idle()
    const member = await signIn(latchkey, alice)
    expect((await member.open('/my-account/activity')).text).toContain('New password required')
    await console.open('/users?status=reset-required')
    expect(console.$('tbody tr')).toHaveLength(0)
  })

  test('finds that disabling and enabling changes nothing about it', async () => {
    await force(alice, byLink)
    const link = linkIn(lastMailTo(smtp, alice.email))
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    expect((await latchkey.visitor().open(link)).status).toBe(410)
    await console.post(`${console.path}/force-reset`, { way: 'link' })
    expect(console.text).toContain('the account is disabled')
    await console.submit('Enable user')
    expect(console.$('.page-head .pill').text()).toBe('Reset required')
    expect((await signIn(latchkey, alice)).text).toContain(refused)
    await forgot(latchkey, 'alice')
    await settleOn(await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email))), alice)
  })

  test('finds that disabling ends a code for good', async () => {
    const password = await showCode(console, 'alice')
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    await console.submit('Enable user')
    expect((await signIn(latchkey, { ...alice, password })).text).toContain(refused)
    await settleOn(await signIn(latchkey, { ...alice, password: await showCode(console, 'alice') }), alice)
  })

  test('gets another one than the present, also where no history is kept', async () => {
    const visitor = await signIn(latchkey, { ...alice, password: await showCode(console, 'alice') })
    expect(visitor.$('.password-rules').text()).toContain('Not the password you have now')
    await visitor.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    expect([visitor.status, visitor.errorAt('new_password')]).toEqual([
      422,
      expect.stringContaining('You have this password now. Choose a new one.'),
    ])
    expect(visitor.$('.password-rules').text()).toContain('Not the password you have now')
    await settleOn(visitor, alice)
  })

  test('cannot do so to themselves, to somebody invited, nor by a way that is off or unknown', async () => {
    await openPerson(console, 'admin')
    expect(console.text).not.toContain('Force reset')
    const page = console.path
    await console.post(`${page}/force-reset`, { way: 'offline-code' })
    expect(console.text).toContain('You cannot require a new password of yourself')
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'ines', email: 'ines@example.test' })
    expect(console.text).not.toContain('Force reset')
    await console.post(`${console.path}/force-reset`, { way: 'link' })
    expect(console.text).toContain('this person has no password yet')
    await setRecovery(console, { forced_reset_code: '' })
    await openPerson(console, 'alice')
    expect(console.text).not.toContain(byCode)
    for (const [way, words] of [
      ['code', 'this way is switched off'],
      ['pigeon', 'Choose how the new password is to be chosen'],
    ] as const) {
      await console.post(`${console.path}/force-reset`, { way })
      expect(console.text).toContain(words)
    }
    await setRecovery(console, allWays)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('proves who they are first when the last proof is old', async () => {
    await openPerson(console, 'alice')
    latchkey.clock.advanceMinutes(11)
    await console.submit('Force reset: show code')
    expect(console.heading).toBe('Confirm that it is you')
    await console.submit('Confirm and go on', { current_password: adminPassword })
    const visitor = await signIn(latchkey, { ...alice, password: console.$('#code').attr('value') ?? '' })
    await settleOn(visitor, alice)
  })

  test('shuts another administrator out of the console and the API, who comes back by the code at either door', async () => {
    await openPerson(console, 'bob')
    await console.submit('Make administrator')
    const other = await signInToConsole(latchkey, bob)
    const asBob = { headers: { Authorization: basic('bob', bob.password) } }
    expect(
      (await call(latchkey, `${v09}/captcha?captcha-type=ReCaptcha&recovery-type=x`, undefined, asBob)).status,
    ).not.toBe(401)
    const password = await showCode(console, 'bob')
    expect((await other.send('GET', '/users')).status).toBe(303)
    expect(
      (await call(latchkey, `${v09}/captcha?captcha-type=ReCaptcha&recovery-type=x`, undefined, asBob)).status,
    ).toBe(401)
    const withCode = { headers: { Authorization: basic('bob', password) } }
    expect(
      (await call(latchkey, `${v09}/captcha?captcha-type=ReCaptcha&recovery-type=x`, undefined, withCode)).status,
    ).toBe(401)
    const atConsole = await signInToConsole(latchkey, { ...bob, password })
    expect(atConsole.heading).toBe('Choose a new password')
    const visitor = latchkey.visitor()
    await visitor.open(atConsole.$('a.button').attr('href') ?? '')
    await settleOn(visitor, bob)
    expect((await signInToConsole(latchkey, bob)).heading).toBe('Overview')
  })

  test('leaves somebody to administer when two do it to each other', async () => {
    const other = await signInToConsole(latchkey, bob)
    await openPerson(console, 'bob')
    await openPerson(other, 'admin')
    await Promise.all([
      console.post(`${console.path}/force-reset`, { way: 'offline-code' }),
      other.post(`${other.path}/force-reset`, { way: 'offline-code' }),
    ])
    const people = await mongoose.connection.collection('users').find({ roles: 'administrator' }).toArray()
    expect(people.map(({ status }) => status).sort()).toEqual(['active', 'reset-required'])
    const roster = await mongoose.connection.collection<{ _id: string; ids: string[] }>('rosters').findOne({})
    const active = people.find(({ status }) => status === 'active')
    expect(roster?.ids).toEqual([active?._id.toString()])
    const [winner, loser] = active?.username === 'admin' ? [console, bob] : [other, undefined]
    const password = winner.$('#code').attr('value') ?? ''
    if (loser) await settleOn(await signIn(latchkey, { ...loser, password }), loser)
    else {
      const visitor = await signIn(latchkey, { username: 'admin', password })
      const between = nextPassword()
      await visitor.submit('Set password', { new_password: between, confirm_password: between })
      const address = String(people.find(({ username }) => username === 'admin')?.email)
      await choosePassword(latchkey, await mailedLink(latchkey, smtp, { email: address }), adminPassword)
    }
    const after = await mongoose.connection.collection<{ _id: string; ids: string[] }>('rosters').findOne({})
    expect(after?.ids).toHaveLength(2)
  })

  test('lets a program know only where telling is switched on', async () => {
    await force(alice, byLink)
    const ask = () => call(latchkey, `${v09}/recover-password`, named('alice'))
    expect((await ask()).status).toBe(202)
    await setRecovery(console, { notify_user_account_status: 'on' })
    expectFault(await ask(), 400, '17003')
    await setRecovery(console, { notify_user_account_status: '' })
    await latchkey.deps.background.idle()
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), nextPassword())
  })
})
