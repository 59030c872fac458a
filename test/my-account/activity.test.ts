import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toActivity } from '../../src/my-account/activity.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, forgot, moveIn, openPerson, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('recent activity', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())

  const open = (browser: Browser) => browser.open('/my-account/activity')
  const lines = (browser: Browser) =>
    browser
      .$('.timeline li')
      .map((_, element) => browser.$(element).text().replaceAll(/\s+/g, ' ').trim())
      .get()

  test('tells what the person did, newest first, with time and address', async () => {
    await signIn(latchkey, { ...alice, password: 'not the right one' })
    latchkey.clock.advanceMinutes(1)
    const visitor = await signIn(latchkey, alice)
    latchkey.clock.advanceMinutes(1)
    await visitor.submit('Save profile', { given_name: 'Alice' })
    await latchkey.deps.background.idle()
    const [first, second, third] = lines(await open(visitor))
    expect(first).toMatch(/^.+ at \d\d:\d\d UTC Profile saved IP address \S*127\.0\.0\.1$/)
    expect(second).toMatch(/Signed in IP address/)
    expect(third).toMatch(/Sign-in refused IP address/)
    expect(visitor.$('.timeline li.moment-bad')).toHaveLength(1)
  })

  test('tells that an administrator acted, but neither which one nor from where', async () => {
    await openPerson(console, 'alice')
    await console.submit('Unlock')
    await latchkey.deps.background.idle()
    const visitor = await open(await signIn(latchkey, alice))
    const line = lines(visitor).find((text) => text.includes('Failed sign-ins forgotten'))
    expect(line).toMatch(/Failed sign-ins forgotten by an administrator$/)
    expect(visitor.text).not.toMatch(/\badmin\b/)
  })

  test('tells of a reset mail whoever asked for it, and nothing of other people', async () => {
    await forgot(latchkey, alice.username)
    const visitor = await open(await signIn(latchkey, alice))
    expect(lines(visitor).join('\n')).toMatch(/Password reset asked for, mail sent IP address/)
    expect(visitor.text).not.toContain('bob')
    const stranger = await open(await signIn(latchkey, bob))
    expect(lines(stranger).join('\n')).not.toContain('Password reset asked for')
  })

  test('has pages that meet without a gap or a repetition', async () => {
    for (let times = 0; times < 25; times++) {
      latchkey.clock.advanceMinutes(1)
      await signIn(latchkey, bob)
    }
    const visitor = await open(await signIn(latchkey, bob))
    const newest = lines(visitor)
    expect(newest).toHaveLength(20)
    const seen = [...newest]
    for (let page = 0; page < 5 && visitor.text.includes('Older'); page++) {
      await visitor.follow('Older')
      seen.push(...lines(visitor))
    }
    expect(seen.length).toBeGreaterThan(26)
    expect(seen.at(-1)).toContain('Account created by an administrator')
    await visitor.follow('Newer')
    expect(lines(visitor)).toEqual(seen.slice(-lines(visitor).length - (seen.length % 20), -(seen.length % 20)))
    for (const query of ['?older=x', '?older=-1', '?newer=1e99', '?older[]=1'])
      expect(lines(await visitor.open(`/my-account/activity${query}`))).toEqual(newest)
  })

  test('has a way on where a page is empty', async () => {
    const visitor = await signIn(latchkey, alice)
    await visitor.open('/my-account/activity?older=1')
    expect(visitor.text).toContain('Nothing more is known here.')
    await visitor.follow('Show the newest activity')
    expect(lines(visitor).length).toBeGreaterThan(3)
  })

  test('has a general sentence for what has no words of its own', () => {
    const entry = { at: new Date(0), actor: 'a', subject: 'a', address: '' }
    const what = (action: string, outcome: 'done' | 'refused') => toActivity({ ...entry, action, outcome }, 'a').what
    expect(what('constructor', 'done')).toBe('account.activity.other')
    expect(what('user.disabled', 'refused')).toBe('account.activity.other-refused')
  })
})
