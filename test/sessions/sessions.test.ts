import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  bob,
  choosePassword,
  mailedLink,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const session = 'latchkey-public-session'

describe('a session', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  async function isSignedIn(browser: Browser): Promise<boolean> {
    const answer = await browser.send('GET', '/my-account')
    return answer.status === 200
  }

  /** A browser that holds nothing but these cookies. */
  function holding(cookies: [string, string][]): Browser {
    const browser = latchkey.visitor()
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    return browser
  }

  test('ends in every browser when the password is reset', async () => {
    const browsers: Browser[] = []
    for (let time = 0; time < 5; time++) browsers.push(await signIn(latchkey, alice))
    const console = await signInToConsole(latchkey)
    expect(await Promise.all(browsers.map(isSignedIn))).toEqual([true, true, true, true, true])
    alice.password = 'sixteen boats on a line'
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), alice.password)
    expect(await Promise.all(browsers.map(isSignedIn))).toEqual([false, false, false, false, false])
    await console.open('/users')
    expect(console.heading).toBe('Users')
  })

  test('ends in other browsers when the password is changed, and goes on here with a new cookie', async () => {
    const here = await signIn(latchkey, alice)
    const there = await signIn(latchkey, alice)
    const old = [...here.cookies]
    const oldToken = here.formToken
    const change = 'eighteen hats in the rain'
    await here.open('/my-account/password')
    await here.submit('Change password', {
      current_password: alice.password,
      new_password: change,
      confirm_password: change,
    })
    alice.password = change
    expect(here.text).toContain('Your password is changed. All other browsers are signed out.')
    expect(await isSignedIn(here)).toBe(true)
    expect(await isSignedIn(there)).toBe(false)
    expect(here.cookies.get(session)).not.toBe(new Map(old).get(session))
    expect(await isSignedIn(holding(old))).toBe(false)
    const body = `_csrf=${encodeURIComponent(oldToken)}&given_name=Old&family_name=Token`
    expect((await here.send('POST', '/my-account/profile', { body })).status).toBe(403)
    expect((await holding(old).send('POST', '/my-account/profile', { body })).header('location')).toBe('/sign-in')
    await here.open('/my-account')
    expect(here.html).not.toContain('value="Old"')
  })

  test('ends with an administrator’s password change at the other door as well', async () => {
    const console = await signInToConsole(latchkey)
    const visitor = await signIn(latchkey, { username: 'admin', password: adminPassword })
    await visitor.open('/my-account/password')
    const change = 'nineteen clocks that agree'
    await visitor.submit('Change password', {
      current_password: adminPassword,
      new_password: change,
      confirm_password: change,
    })
    await console.open('/users')
    expect(console.heading).toBe('Sign in to the console')
    latchkey.clock.advanceMinutes(1)
    await visitor.submit('Change password', {
      current_password: change,
      new_password: adminPassword,
      confirm_password: adminPassword,
    })
    expect(visitor.text).toContain('Your password is changed.')
  })

  test('gets a new cookie and a new form token at sign-in, whatever the browser brought', async () => {
    const visitor = latchkey.visitor()
    const planted = Buffer.alloc(32, 7).toString('base64url')
    visitor.cookies.set(session, planted)
    await visitor.open('/sign-in')
    const [before, token] = [new Map(visitor.cookies), visitor.formToken]
    await visitor.submit('Sign in', { identifier: alice.username, password: alice.password })
    expect(visitor.cookies.get(session)).toMatch(/^s%3A[\w-]{43}\.[\w%]{43,}$/)
    expect(visitor.cookies.get(session)).not.toBe(planted)
    expect(visitor.cookies.get('latchkey-public-csrf')).not.toBe(before.get('latchkey-public-csrf'))
    expect(await isSignedIn(holding([[session, planted]]))).toBe(false)
    const body = `_csrf=${encodeURIComponent(token)}`
    expect((await visitor.send('POST', '/sign-out', { body })).status).toBe(403)
    expect(await isSignedIn(visitor)).toBe(true)
  })

  test('is replaced when somebody signs in again', async () => {
    const visitor = await signIn(latchkey, alice)
    const first = [...visitor.cookies]
    const second = await holding(first).open('/my-account')
    await second.post('/sign-in', { identifier: bob.username, password: bob.password })
    expect(second.text).toContain('bob@example.test')
    expect(await isSignedIn(holding(first))).toBe(false)
  })

  test('is dead on the server after signing out, also under requests at the same time', async () => {
    const visitor = await signIn(latchkey, alice)
    const kept = [...visitor.cookies]
    await Promise.all([
      visitor.submit('Sign out'),
      ...Array.from({ length: 20 }, () => holding(kept).send('GET', '/my-account')),
    ])
    expect(visitor.text).toContain('You are signed out.')
    expect(visitor.cookies.has(session)).toBe(false)
    expect(await isSignedIn(holding(kept))).toBe(false)
  })

  test('asks the browser to clear its cache when it ends', async () => {
    const visitor = await signIn(latchkey, alice)
    const answer = await visitor.send('POST', '/sign-out', { body: `_csrf=${encodeURIComponent(visitor.formToken)}` })
    expect([answer.status, answer.header('clear-site-data')]).toEqual([303, '"cache"'])
  })

  test.each([
    ['public', 60],
    ['admin', 30],
  ] as const)('at the %s door ends after %i minutes without a request', async (door, idle) => {
    const browser = door === 'public' ? await signIn(latchkey, alice) : await signInToConsole(latchkey)
    const page = door === 'public' ? '/my-account' : '/users'
    for (let time = 0; time < 3; time++) {
      latchkey.clock.advanceMinutes(idle - 1)
      expect((await browser.send('GET', page)).status).toBe(200)
    }
    latchkey.clock.advanceMinutes(idle + 1)
    expect((await browser.send('GET', page)).status).toBe(303)
    latchkey.clock.advanceMinutes(-idle)
    expect((await browser.send('GET', page)).status).toBe(200)
    latchkey.clock.advanceMinutes(idle)
  })

  test.each([
    ['public', 24],
    ['admin', 8],
  ] as const)('at the %s door ends after %i hours however busy', async (door, hours) => {
    const browser = door === 'public' ? await signIn(latchkey, alice) : await signInToConsole(latchkey)
    const page = door === 'public' ? '/my-account' : '/users'
    for (let minutes = 0; minutes < hours * 60 - 20; minutes += 20) {
      latchkey.clock.advanceMinutes(20)
      expect((await browser.send('GET', page)).status).toBe(200)
    }
    latchkey.clock.advanceMinutes(21)
    expect((await browser.send('GET', page)).status).toBe(303)
  })

  test('of the public door is nobody’s at the admin door, and the other way round', async () => {
    const visitor = await signIn(latchkey, { username: 'admin', password: adminPassword })
    const console = latchkey.console()
    const value = visitor.cookies.get(session) ?? ''
    for (const name of [session, 'latchkey-admin-session', '__Host-latchkey-admin-session'])
      console.cookies.set(name, value)
    expect((await console.send('GET', '/users')).status).toBe(303)
    const inside = await signInToConsole(latchkey)
    expect(await isSignedIn(holding([[session, inside.cookies.get('latchkey-admin-session') ?? '']]))).toBe(false)
  })

  test('ends at once when the account is disabled, at both doors', async () => {
    const visitor = await signIn(latchkey, bob)
    const console = await signInToConsole(latchkey)
    await openPerson(console, bob.username)
    expect(console.text).toContain('Sessions')
    await console.submit('Disable user')
    expect(await isSignedIn(visitor)).toBe(false)
    await console.submit('Enable user')
    expect(await isSignedIn(visitor)).toBe(false)
  })

  test('ends when its person is no longer an administrator', async () => {
    const console = await signInToConsole(latchkey)
    const people = mongoose.model('Person')
    await people.updateOne({ username: 'admin' }, { $set: { roles: [] } })
    expect((await console.send('GET', '/users')).status).toBe(303)
    await people.updateOne({ username: 'admin' }, { $set: { roles: ['administrator'] } })
    expect((await console.send('GET', '/users')).status).toBe(200)
  })

  test('is never made of a strange cookie', async () => {
    const real = (await signIn(latchkey, alice)).cookies.get(session) ?? ''
    const strange = [
      '',
      'x',
      'j:{"$ne":1}',
      'j:["a"]',
      `s:${real}.x`,
      real.slice(1),
      `${real}A`,
      real.toUpperCase(),
      `"${real}`,
      '%00',
      '%ff',
      '%E0%A4',
      'a'.repeat(6000),
      Buffer.alloc(32, 1).toString('base64url'),
      '__proto__',
      '[object Object]',
      real.split('').reverse().join(''),
    ]
    for (const value of strange) {
      for (const name of [session, 'latchkey-public-csrf', 'latchkey-public-flash', 'latchkey-public-link']) {
        const answer = await latchkey.visitor().send('GET', '/my-account', { headers: { Cookie: `${name}=${value}` } })
        expect([name, value, answer.status]).toEqual([name, value, 303])
      }
    }
    for (const header of [
      `${session}=${real}; ${session}=x`,
      `${session}=x; ${session}=${real}`,
      '; ; =; ==',
      `__proto__=${real}`,
      `a=${'b=c; '.repeat(1000)}`,
    ]) {
      const answer = await latchkey.visitor().send('GET', '/my-account', { headers: { Cookie: header } })
      expect([header, answer.status]).toEqual([header, expect.toBeOneOf([200, 303])])
    }
  })

  test('has cookies that scripts cannot read and other sites cannot send', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/sign-in')
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&identifier=alice&password=${encodeURIComponent(alice.password)}`
    const answer = await visitor.send('POST', '/sign-in', { body })
    const cookie = answer.cookies.find((text) => text.startsWith(`${session}=`)) ?? ''
    expect(cookie).toMatch(/^latchkey-public-session=s%3A[\w-]{43}\.[\w%]{43,}; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  test('that races with a reset does not outlive it', async () => {
    for (let round = 0; round < 5; round++) {
      const link = await mailedLink(latchkey, smtp, bob)
      const chosen = `racing words number ${round}`
      const [, ...visitors] = await Promise.all([
        choosePassword(latchkey, link, chosen),
        ...Array.from({ length: 4 }, () => signIn(latchkey, bob)),
      ])
      expect(await Promise.all(visitors.map(isSignedIn))).toEqual([false, false, false, false])
      bob.password = chosen
      latchkey.clock.advanceMinutes(16)
      expect((await signIn(latchkey, bob)).heading).toBe('My Account')
    }
  })
})
