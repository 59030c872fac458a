import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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

const carol = { username: 'carol', email: 'carol@example.test' }
const wrong = 'not the right words at all'

describe('signing in', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await console.open('/users/new')
    await console.submit('Create and send invitation', carol)
    await openPerson(console, bob.username)
    await console.submit('Disable user')
    await latchkey.deps.background.idle()
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(61))

  async function tryOnce(identifier: string, password = wrong) {
    const visitor = await signIn(latchkey, { username: identifier, password })
    return {
      status: visitor.status,
      html: visitor.html.replaceAll(/name="(_csrf|ticket)" value="[^"]+"/g, '').replace(`value="${identifier}"`, ''),
    }
  }

  async function statusesOf(identifier: string, door: 'visitor' | 'console' = 'visitor'): Promise<number[]> {
    const browser = latchkey[door]()
    const statuses: number[] = []
    for (let time = 0; time < 12; time++) {
      await browser.open('/sign-in')
      await browser.submit('Sign in', { identifier, password: wrong })
      statuses.push(browser.status)
      if (time % 3 === 2) latchkey.clock.advanceSeconds(1)
    }
    return statuses
  }

  test.each(['alice', 'Alice', 'ALICE@EXAMPLE.TEST', 'alice@example.test', 'ａｌｉｃｅ'])(
    'works as %s',
    async (username) => {
      const visitor = await signIn(latchkey, { ...alice, username })
      expect([visitor.path, visitor.heading]).toEqual(['/my-account', 'My Account'])
    },
  )

  test.each([' alice', 'alice ', 'alice@example.test '])(
    'works as %j, as the forgotten-password page does',
    async (username) => {
      expect((await signIn(latchkey, { ...alice, username })).heading).toBe('My Account')
    },
  )

  test('waits longer and longer after four failures, the same for known and unknown names', async () => {
    const expected = await statusesOf('nobody-of-any-name')
    expect(expected).toEqual([422, 422, 422, 422, 422, 429, 422, 429, 429, 429, 429, 429])
    for (const identifier of [alice.username, bob.username, carol.username, 'admin', 'unheard-of@example.test']) {
      expect([identifier, await statusesOf(identifier)]).toEqual([identifier, expected])
    }
  })

  test('looks the same for wrong passwords, unknown names, disabled accounts and people without a password', async () => {
    const expected = await tryOnce('nobody-of-this-name')
    expect(expected.status).toBe(422)
    expect(expected.html).toContain('The name or the password is not right.')
    for (const identifier of [
      alice.username,
      alice.email,
      bob.username,
      carol.username,
      'nobody@example.test',
      '%%%',
      '$ne',
    ]) {
      latchkey.clock.advanceMinutes(1)
      expect(await tryOnce(identifier)).toEqual(expected)
    }
    latchkey.clock.advanceMinutes(1)
    expect(await tryOnce(bob.username, bob.password)).toEqual(expected)
  })

  test('never shows a typed password again', async () => {
    const visitor = await signIn(latchkey, { username: 'alice', password: wrong })
    expect(visitor.html).not.toContain(wrong)
    expect(visitor.html).toContain('value="alice"')
  })

  test('leaves no typed password in the log, neither a wrong nor a right one', async () => {
    const before = latchkey.logLines.length
    const typed = ['mistyped-words-of-alice', alice.password, bob.password]
    for (const password of typed) {
      await signIn(latchkey, { username: alice.username, password })
      await signInToConsole(latchkey, { username: alice.username, password })
    }
    const logged = latchkey.logLines.slice(before).join('')
    expect(logged).toContain('/sign-in')
    for (const password of typed) {
      expect(logged).not.toContain(password)
      expect(logged).not.toContain(new URLSearchParams({ password }).toString())
    }
  })

  test('says how long to wait, and refuses the right password meanwhile', async () => {
    await signIn(latchkey, alice)
    for (let time = 0; time < 5; time++) await tryOnce(alice.username)
    const visitor = await signIn(latchkey, alice)
    expect([visitor.status, visitor.headers['retry-after']]).toEqual([429, '1'])
    expect(visitor.text).toContain('Too many tries. Wait 1 second, then try again.')
    latchkey.clock.advanceSeconds(1)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('forgets failures after a while, whenever the database sweeps', async () => {
    for (let time = 0; time < 5; time++) await tryOnce(carol.username)
    latchkey.clock.advanceMinutes(25 * 60)
    expect([(await tryOnce(carol.username)).status, (await tryOnce(carol.username)).status]).toEqual([422, 422])
  })

  test('counts an unknown address and its other spelling together, as it does for known ones', async () => {
    const statuses = async (domain: string) => {
      const found: number[] = []
      for (let time = 0; time < 6; time++)
        found.push((await tryOnce(`ghost@${time % 2 ? domain : 'xn--bcher-kva.test'}`)).status)
      return found
    }
    expect(await statuses('bücher.test')).toEqual([422, 422, 422, 422, 422, 429])
  })

  test('closes a name for a network that had its share of the hour, says what helps, and opens again after the hour', async () => {
    for (let time = 0; time < 7; time++) {
      expect((await tryOnce(alice.username)).status).toBe(422)
      latchkey.clock.advanceSeconds(31)
    }
    const visitor = await signIn(latchkey, alice)
    expect(visitor.status).toBe(429)
    expect(visitor.text).toContain('Wait 57 minutes, or reset your password to go on at once.')
    expect(Number(visitor.headers['retry-after'])).toBeLessThan(60 * 60)
    latchkey.clock.advanceMinutes(57)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('counts failures of both doors and of the password form together', async () => {
    const visitor = await signIn(latchkey, { username: 'admin', password: adminPassword })
    const change = {
      current_password: wrong,
      new_password: 'words that will not be set',
      confirm_password: 'words that will not be set',
    }
    await visitor.open('/my-account/password')
    await visitor.submit('Change password', change)
    expect(visitor.errorAt('current_password')).toContain('This is not your current password')
    await signInToConsole(latchkey, { username: 'admin', password: wrong })
    await tryOnce('admin')
    await tryOnce('ADMIN')
    await visitor.submit('Change password', change)
    expect(visitor.status).toBe(422)
    await visitor.submit('Change password', change)
    expect([visitor.status, visitor.errorAt('current_password')]).toEqual([
      429,
      expect.stringContaining('Too many tries'),
    ])
    expect((await signInToConsole(latchkey)).status).toBe(429)
    expect((await tryOnce('Admin')).status).toBe(429)
  })

  test('does not tell by its delays which name belongs to which address', async () => {
    const statuses = async (username: string, email: string) => {
      for (let time = 0; time < 5; time++) await tryOnce(username)
      return [(await tryOnce(username)).status, (await tryOnce(email)).status]
    }
    latchkey.clock.advanceMinutes(25 * 60)
    expect(await statuses(bob.username, bob.email)).toEqual(await statuses('no-bob', 'no-bob@example.test'))
  })

  test('counts guesses made at once one by one', async () => {
    const visitors = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const visitor = latchkey.visitor()
        return visitor.open('/sign-in')
      }),
    )
    await Promise.all(
      visitors.map((visitor) => visitor.submit('Sign in', { identifier: alice.username, password: wrong })),
    )
    const weighed = visitors.filter((visitor) => visitor.status === 422).length
    expect(weighed).toBeGreaterThan(0)
    expect(weighed).toBeLessThanOrEqual(5)
    expect(visitors.filter((visitor) => visitor.status === 429)).toHaveLength(40 - weighed)
  })

  test('a reset ends the waiting', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    for (let time = 0; time < 8; time++) await tryOnce(alice.username)
    expect((await signIn(latchkey, alice)).status).toBe(429)
    alice.password = 'a new song for old bells'
    await choosePassword(latchkey, link, alice.password)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('takes the password to the letter: no tail, no other case, no trimming', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    const long = `Caf\u00e9 ${'0123456789'.repeat(10)} \u{1f511}`
    alice.password = long
    await choosePassword(latchkey, link, long)
    for (const attempt of [
      `${long.slice(0, 72)}x`,
      `${long}x`,
      long.slice(0, -2),
      ` ${long}`,
      `${long} `,
      long.toUpperCase(),
    ]) {
      latchkey.clock.advanceMinutes(1)
      expect((await signIn(latchkey, { ...alice, password: attempt })).heading).toBe('Sign in')
    }
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, { ...alice, password: long.replace('\u00e9', 'e\u0301') })).heading).toBe(
      'My Account',
    )
  })

  test('lets somebody who is no administrator not into the console, and says no more than for an unknown name', async () => {
    const console = await signInToConsole(latchkey, alice)
    expect([console.status, console.path]).toEqual([422, '/sign-in'])
    expect(console.text).toContain('The name or the password is not right.')
    await console.open('/users')
    expect(console.heading).toBe('Sign in to the console')
  })

  test('stores no session for anonymous visits', async () => {
    const before = latchkey.logLines.length
    for (let time = 0; time < 20; time++) {
      const answer = await latchkey.visitor().send('GET', '/sign-in')
      expect(answer.cookies.filter((cookie) => cookie.includes('session'))).toEqual([])
    }
    expect(latchkey.logLines.slice(before).join('')).not.toMatch(/"level":"error"/)
  })
})
