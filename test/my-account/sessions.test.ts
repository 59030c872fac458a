import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { adminPassword, alice, bob, moveIn, signIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

describe('the own sessions', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  // Every session of an earlier test has ended by then.
  beforeEach(() => latchkey.clock.advanceMinutes(61))

  const open = (browser: Browser) => browser.open('/my-account/sessions')
  const isSignedIn = async (browser: Browser) => (await browser.send('GET', '/my-account')).status === 200
  const idsOn = (browser: Browser) =>
    browser
      .$('[name=session]')
      .map((_, element) => browser.$(element).attr('value') ?? '')
      .get()

  /** Signs in with a browser that says which it is. */
  async function signInWith(userAgent: string): Promise<void> {
    const visitor = await latchkey.visitor().open('/sign-in')
    const body = new URLSearchParams({
      _csrf: visitor.formToken,
      identifier: alice.username,
      password: alice.password,
      return_to: '',
    })
    const answer = await visitor.send('POST', '/sign-in', {
      body: body.toString(),
      headers: { 'User-Agent': userAgent },
    })
    expect(answer.status).toBe(303)
  }

  test('say that there is no other, and offer nothing to end', async () => {
    const here = await open(await signIn(latchkey, alice))
    expect(here.text).toContain('You are signed in here and nowhere else.')
    expect(here.text).toContain('Unknown browser this browser')
    expect(idsOn(here)).toEqual([])
  })

  test('are listed with browser, system, address, beginning and last sight, and which one is this', async () => {
    await signInWith(firefox)
    latchkey.clock.advanceMinutes(5)
    const here = await open(await signIn(latchkey, alice))
    expect(here.text).toMatch(
      /Firefox 140 on Linux IP address \S*127\.0\.0\.1 Signed in .+ UTC Last seen .+ UTC All other sessions/,
    )
    expect(here.$('.sessions li .tag').text()).toBe('this browser')
    expect(idsOn(here)).toHaveLength(2)
  })

  test('end one by one with the password, and the others go on', async () => {
    const [first, second, here] = [
      await signIn(latchkey, alice),
      await signIn(latchkey, alice),
      await signIn(latchkey, alice),
    ]
    await open(here)
    const id = idsOn(here)[0] as string
    await here.submit('End session', { session: id, current_password: alice.password })
    expect([here.path, here.text]).toEqual(['/my-account/sessions', expect.stringContaining('The session is ended.')])
    expect([await isSignedIn(first), await isSignedIn(second)].filter(Boolean)).toHaveLength(1)
    expect(await isSignedIn(here)).toBe(true)
    await here.post('/my-account/sessions', { session: id, current_password: alice.password })
    expect(here.text).toContain('That session had ended already.')
  })

  test('end all but this one, which gets a new cookie; those of other people go on', async () => {
    const others = [await signIn(latchkey, alice), await signIn(latchkey, alice)]
    const stranger = await signIn(latchkey, bob)
    const here = await signIn(latchkey, alice)
    const old = here.cookies.get('latchkey-public-session')
    await open(here)
    await here.submit('End session', { session: 'others', current_password: alice.password })
    expect(here.text).toContain('All other sessions are ended.')
    expect(here.text).toContain('You are signed in here and nowhere else.')
    expect(await Promise.all(others.map(isSignedIn))).toEqual([false, false])
    expect(here.cookies.get('latchkey-public-session')).not.toBe(old)
    expect([await isSignedIn(here), await isSignedIn(stranger)]).toEqual([true, true])
  })

  test('end at the console too, for an administrator', async () => {
    const console = await signInToConsole(latchkey)
    const here = await open(await signIn(latchkey, { username: 'admin', password: adminPassword }))
    expect(here.$('.choice .tag').text()).toBe('console')
    await here.submit('End session', { session: idsOn(here)[0] as string, current_password: adminPassword })
    await console.open('/users')
    expect(console.heading).toBe('Sign in to the console')
  })

  test.each([
    [
      'a wrong password',
      { session: 'others', current_password: 'not the right one' },
      'current_password',
      'not your current password',
    ],
    ['no password', { session: 'others', current_password: '' }, 'current_password', 'Enter your current password'],
    ['nothing chosen', { current_password: alice.password }, 'session', 'Choose the session that shall end'],
    [
      'something that is no session',
      { session: 'x', current_password: alice.password },
      'session',
      'Choose the session',
    ],
  ])('do not end with %s', async (_what, fields, field, message) => {
    const other = await signIn(latchkey, alice)
    const here = await open(await signIn(latchkey, alice))
    await here.post('/my-account/sessions', fields as Record<string, string>)
    expect([here.status, here.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
    expect(await isSignedIn(other)).toBe(true)
  })

  test('of somebody else cannot be ended', async () => {
    const stranger = await signIn(latchkey, bob)
    await signIn(latchkey, bob)
    await open(stranger)
    const foreign = idsOn(stranger)[0] as string
    const here = await open(await signIn(latchkey, alice))
    await here.post('/my-account/sessions', { session: foreign, current_password: alice.password })
    expect(here.text).toContain('That session had ended already.')
    expect(idsOn(await open(stranger))).toContain(foreign)
  })
})
