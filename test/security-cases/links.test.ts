import mongoose from 'mongoose'
import { describe, expect, test } from 'vitest'
import { call, expectFault, named, tokenIn, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import {
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  mailsTo,
  signIn,
  signInToConsole,
  switchReset,
} from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'
import { hashes, nothingBroke, recordOf, useHome } from './people-at-home.ts'
import { startSecondInstance } from './second-instance.ts'

const words = (number: number) => `garden gate number ${number} is green`

describe('mailed links', () => {
  const home = useHome()
  const open = (link: string) => home.latchkey.visitor().open(link)

  test('B10 a link works once, and the older of two not at all once the newer was used', async () => {
    const { latchkey, smtp, alice } = home
    const link = await mailedLink(latchkey, smtp, alice)
    const late = await open(link)
    expect((await choosePassword(latchkey, link, words(1))).text).toContain('Your password is set.')
    await late.submit('Set password', { new_password: words(2), confirm_password: words(2) })
    expect([late.status, (await open(link)).status]).toEqual([410, 410])
    latchkey.clock.advanceMinutes(16)
    const [older, newer] = [await mailedLink(latchkey, smtp, alice), await mailedLink(latchkey, smtp, alice)]
    expect((await choosePassword(latchkey, newer, words(3))).text).toContain('Your password is set.')
    expect((await open(older)).status).toBe(410)
    alice.password = words(3)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('B11 of fifty who use one link at once one wins, and the others are told that it is gone', async () => {
    const { latchkey, smtp, alice } = home
    const link = await mailedLink(latchkey, smtp, alice)
    const since = latchkey.clock.now()
    const visitors = await Promise.all(Array.from({ length: 50 }, () => open(link)))
    await Promise.all(
      visitors.map((visitor, number) =>
        visitor.submit('Set password', { new_password: words(100 + number), confirm_password: words(100 + number) }),
      ),
    )
    const won = visitors.flatMap(({ text }, number) => (text.includes('Your password is set.') ? [number] : []))
    expect(won).toHaveLength(1)
    // 503 where the machine has more hashes to make than it can: asked again, that one hears the same as the others
    const others = visitors.filter((_, number) => number !== won[0])
    for (const { status } of others) expect([410, 503]).toContain(status)
    expect((await open(link)).status).toBe(410)
    await latchkey.deps.background.idle()
    const told = { action: 'password-reset.completed', at: since }
    expect(await mongoose.model('AuditEntry').countDocuments(told)).toBe(1)
    for (const number of [won[0] ?? 0, ((won[0] ?? 0) + 1) % 50, ((won[0] ?? 0) + 49) % 50]) {
      latchkey.clock.advanceMinutes(1)
      const { heading } = await signIn(latchkey, { ...alice, password: words(100 + number) })
      expect(heading).toBe(number === won[0] ? 'My Account' : 'Sign in')
    }
    alice.password = words(100 + (won[0] ?? 0))
  }, 60_000)

  test('B13 a second after its time a link is refused, whatever the database has swept', async () => {
    const { latchkey, smtp, alice } = home
    const link = await mailedLink(latchkey, smtp, alice)
    const late = await open(link)
    latchkey.clock.advanceSeconds(30 * 60 + 1)
    expect((await recordOf(alice.username)).proof).toBeTruthy()
    const before = await hashes()
    await late.submit('Set password', { new_password: words(4), confirm_password: words(4) })
    expect([late.status, (await open(link)).status]).toEqual([410, 410])
    expect(await hashes()).toEqual(before)
    const dead = await (await open('/sign-in')).send('GET', '/reset-password', { headers: { Cookie: cookiesOf(late) } })
    const random = await open(`/reset-password?token=${'A'.repeat(43)}`)
    const never = await random.send('GET', '/reset-password')
    expect([never.status, names(never)]).toEqual([dead.status, names(dead)])
    expect(dead.body).not.toMatch(/alice/)
  })

  const cookiesOf = (browser: Browser) => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const names = (answer: RawAnswer) => answer.lines.map(([name]) => name)

  test('B14 forty looks by scanners and previews leave the link as it was', async () => {
    const { latchkey, smtp, bob } = home
    const link = await mailedLink(latchkey, smtp, bob)
    const path = link.replace('http://latchkey.test', '')
    const before = (await recordOf(bob.username)).proof
    const agents = [
      'Barracuda Sentinel',
      'Mozilla/5.0 (compatible; bingbot/2.0)',
      'Slackbot-LinkExpanding 1.0',
      'Proofpoint',
    ]
    const withCookies = await latchkey.visitor().open('/sign-in')
    for (let time = 0; time < 40; time++) {
      const browser = time % 2 ? withCookies : latchkey.visitor()
      const headers = { 'User-Agent': agents[time % 4], 'X-Forwarded-For': `192.0.2.${time % 2}` }
      const answer = await browser.send(['GET', 'HEAD', 'OPTIONS'][time % 3] ?? 'GET', path, { headers })
      expect(answer.status).toBeLessThan(400)
      const cookie = answer.cookies.map((text) => text.split(';')[0]).join('; ')
      if (cookie) await browser.send('GET', '/reset-password', { headers: { ...headers, Cookie: cookie } })
    }
    expect((await recordOf(bob.username)).proof).toEqual(before)
    bob.password = words(5)
    expect((await choosePassword(latchkey, link, bob.password)).text).toContain('Your password is set.')
  })

  test('B18 the switch closes every way at once, on every process, and old links stay dead after it', async () => {
    const { latchkey, smtp, alice } = home
    const other = await startSecondInstance(latchkey)
    const link = await mailedLink(latchkey, smtp, alice)
    const [reader, asker] = [await other.visitor().open(link), await other.visitor().open('/forgot-password')]
    const console = await signInToConsole(latchkey)
    const before = [await hashes(), mailsTo(smtp, alice.email).length]
    await switchReset(console, 'off')
    await reader.submit('Set password', { new_password: words(6), confirm_password: words(6) })
    await asker.submit('Send Mail', { identifier: alice.username })
    const statuses = [reader.status, asker.status]
    for (const path of ['/forgot-password', link]) statuses.push((await other.visitor().open(path)).status)
    expect(statuses).toEqual([404, 404, 404, 404])
    expectFault(await call(latchkey, `${v09}/recover-password?type=email&notify=true`, named('alice')), 400, '20017')
    const set = await call(latchkey, `${v09}/set-password`, { key: tokenIn(link), password: words(6) })
    expect(set.status).toBe(400)
    await latchkey.deps.background.idle()
    expect([await hashes(), mailsTo(smtp, alice.email).length]).toEqual(before)
    latchkey.clock.advanceSeconds(1)
    await switchReset(console, 'on')
    expect((await other.visitor().open(link)).status).toBe(410)
    await forgot(latchkey, alice.username)
    expect((await other.visitor().open(linkIn(lastMailTo(smtp, alice.email)))).status).toBe(200)
    await other.close()
  })

  nothingBroke(home)
})
