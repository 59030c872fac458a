import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { basic, call, v2 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { adminPassword, choosePassword, mailedLink, signIn, signInToConsole } from '../support/people.ts'
import { expectSafe, nothingBroke, useHome } from './people-at-home.ts'
import { startSecondInstance } from './second-instance.ts'

const session = 'latchkey-public-session'

describe('sessions and their cookies', () => {
  const home = useHome()

  const isSignedIn = async (browser: Browser) => (await browser.send('GET', '/my-account')).status === 200

  /** Whether these cookies alone are anybody's. */
  async function opens(cookie: string): Promise<boolean> {
    const answer = await home.latchkey.visitor().send('GET', '/my-account', { headers: { Cookie: cookie } })
    expectSafe(answer)
    return answer.status === 200
  }

  test('B19 what a browser held before signing in is nobody’s afterwards', async () => {
    const { latchkey, alice } = home
    const visitor = await latchkey.visitor().open('/sign-in')
    const before = new Map(visitor.cookies)
    const madeUp = Buffer.alloc(32, 5).toString('base64url')
    visitor.cookies.set(session, madeUp)
    await visitor.submit('Sign in', { identifier: alice.username, password: alice.password })
    expect(await isSignedIn(visitor)).toBe(true)
    expect(visitor.cookies.get(session)).not.toContain(madeUp)
    for (const [name, value] of [...before, [session, madeUp]]) expect(await opens(`${name}=${value}`)).toBe(false)
    for (const where of [`/my-account?${session}=`, `/my-account?session=`, `/my-account?sid=`])
      expect((await latchkey.visitor().send('GET', where + visitor.cookies.get(session))).status).toBe(303)
  })

  test('B20 a cookie that is made up, typed, too large or signed by somebody else is nobody’s', async () => {
    const { latchkey, alice } = home
    const value = Buffer.alloc(32, 9).toString('base64url')
    const foreign = createHmac('sha256', 'another secret altogether').update(value).digest('base64').replace(/=+$/, '')
    for (const cookie of [
      value,
      encodeURIComponent(`s:${value}.${foreign}`),
      encodeURIComponent('j:{"userId":"1","$ne":1}'),
      'a'.repeat(8000),
    ]) {
      const answer = await latchkey
        .visitor()
        .send('GET', '/my-account', { headers: { Cookie: `${session}=${cookie}` } })
      expect([cookie.slice(0, 20), answer.status]).toEqual([cookie.slice(0, 20), 303])
      expectSafe(answer)
      expect(answer.cookies.filter((set) => set.startsWith(`${session}=`) && set.includes(cookie))).toEqual([])
    }
    const real = decodeURIComponent((await signIn(latchkey, alice)).cookies.get(session) ?? '')
    for (let time = 0; time < 100; time++) {
      const at = 2 + ((time * 7) % (real.length - 2))
      const changed = `${real.slice(0, at)}${real[at] === 'A' ? 'B' : 'A'}${real.slice(at + 1)}`
      // The very last sign of a signature carries bits that no decoder reads.
      if (at < real.length - 1)
        expect([at, await opens(`${session}=${encodeURIComponent(changed)}`)]).toEqual([at, false])
    }
  })

  test('B21 a changed password ends every other browser and every program within a second, on every process', async () => {
    const { latchkey } = home
    const other = await startSecondInstance(latchkey)
    const admin = { username: 'admin', password: adminPassword }
    const here = await signIn(latchkey, admin)
    const there = await other.visitor().open('/sign-in')
    await there.submit('Sign in', { identifier: admin.username, password: admin.password })
    const console = await signInToConsole(latchkey)
    const body = { claims: [{ uri: 'http://wso2.org/claims/username', value: 'ghost' }], properties: [] }
    expect((await call(latchkey, `${v2}/init`, body)).status).toBeLessThan(401)
    const chosen = 'forty barrels of salt'
    await here.open('/my-account/password')
    await here.submit('Change password', {
      current_password: adminPassword,
      new_password: chosen,
      confirm_password: chosen,
    })
    expect(here.text).toContain('Your password is changed.')
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false])
    expect((await console.send('GET', '/users')).status).toBe(303)
    expect((await call(latchkey, `${v2}/init`, body)).status).toBe(401)
    latchkey.clock.advanceMinutes(1)
    const withNew = await call(latchkey, `${v2}/init`, body, { headers: { Authorization: basic('admin', chosen) } })
    expect(withNew.status).not.toBe(401)
    await other.close()
  })

  test('B21 a reset ends ten browsers of both processes', async () => {
    const { latchkey, smtp, alice } = home
    const other = await startSecondInstance(latchkey)
    const browsers: Browser[] = []
    for (let time = 0; time < 10; time++) {
      const visitor = await (time % 2 ? other.visitor() : latchkey.visitor()).open('/sign-in')
      browsers.push(await visitor.submit('Sign in', { identifier: alice.username, password: alice.password }))
    }
    const link = await mailedLink(latchkey, smtp, alice)
    expect(await Promise.all(browsers.map(isSignedIn))).toEqual(browsers.map(() => true))
    alice.password = 'eleven lamps on the pier'
    await choosePassword(latchkey, link, alice.password)
    expect(await Promise.all(browsers.map(isSignedIn))).toEqual(browsers.map(() => false))
    await other.close()
  })

  nothingBroke(home)
})
