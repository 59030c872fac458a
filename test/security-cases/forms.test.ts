import { beforeEach, describe, expect, test } from 'vitest'
import { databaseState } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { forgot, mailedLink, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { encode, expectSafe, nothingBroke, recordOf, useHome } from './people-at-home.ts'

const profile = { given_name: 'Mallory', family_name: 'Was Here' }

describe('forms and addresses', () => {
  const home = useHome()
  let member: Browser
  let console: Browser
  let id: string

  beforeEach(async () => {
    member = await (await signIn(home.latchkey, home.bob)).open('/my-account')
    console = await signInToConsole(home.latchkey)
    await openPerson(console, home.alice.username)
    id = console.path.split('/').pop() ?? ''
  })

  /** A form of every kind, with who may send it: what each route of the house answers is in test/web/csrf.test.ts. */
  async function doors(): Promise<[Browser, string, Record<string, string>][]> {
    const { latchkey, smtp, alice } = home
    const stranger = await latchkey.visitor().open('/sign-in')
    const holder = await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice))
    const asker = await forgot(latchkey, 'ghost')
    return [
      [stranger, '/sign-in', { identifier: 'alice', password: alice.password }],
      [stranger, '/forgot-password', { identifier: 'alice' }],
      [asker, '/forgot-password/again', {}],
      [holder, '/reset-password', { new_password: 'nine owls upon a wire', confirm_password: 'nine owls upon a wire' }],
      [member, '/my-account/profile', profile],
      [member, '/sign-out', {}],
      [console, `/users/${id}/disable`, {}],
      [console, '/configuration/organization/system', {}],
      [console, '/sign-out', {}],
    ]
  }

  test('B16 no form counts without the one token of its own session, in its body', async () => {
    const asked = await doors()
    const others = { public: await signIn(home.latchkey, home.alice), console: await signInToConsole(home.latchkey) }
    await Promise.all([others.public.open('/my-account'), others.console.open('/users')])
    await home.latchkey.deps.background.idle()
    const before = await databaseState()
    for (const [browser, path, fields] of asked) {
      const token = encodeURIComponent(browser.formToken)
      const foreign = browser.origin.includes('console') ? others.console : others.public
      for (const [trick, address, body] of [
        ['no token', path, encode(fields)],
        ['an empty one', path, `${encode(fields)}&_csrf=`],
        ['another session’s', path, `${encode(fields)}&_csrf=${encodeURIComponent(foreign.formToken)}`],
        ['in the address', `${path}?_csrf=${token}`, encode(fields)],
        ['in a list', path, `${encode(fields)}&_csrf[]=${token}`],
      ] as const) {
        const answer = await browser.send('POST', address, { body })
        expect([path, trick, answer.status]).toEqual([path, trick, 403])
        expectSafe(answer)
      }
    }
    expect(await databaseState()).toBe(before)
  })

  test('B16 a token counts in its own session alone, whatever token cookie was planted beside it', async () => {
    const { latchkey, alice } = home
    const stranger = await latchkey.visitor().open('/sign-in')
    const planted = stranger.cookies.get('latchkey-public-csrf') ?? ''
    member.cookies.set('latchkey-public-csrf', planted)
    const body = `${encode(profile)}&_csrf=${encodeURIComponent(stranger.formToken)}`
    expect((await member.send('POST', '/my-account/profile', { body })).status).toBe(403)
    const other = await (await signIn(latchkey, alice)).open('/my-account')
    const stolen = `${encode(profile)}&_csrf=${encodeURIComponent(other.formToken)}`
    expect((await member.send('POST', '/my-account/profile', { body: stolen })).status).toBe(403)
    expect(await recordOf('bob')).toMatchObject({ givenName: '', familyName: '' })
  })

  test('B17 a form from elsewhere counts not even with its token', async () => {
    const asked = await doors()
    await home.latchkey.deps.background.idle()
    const before = await databaseState()
    for (const [browser, path, fields] of asked) {
      for (const headers of [{ Origin: 'https://evil.test' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }]) {
        const body = encode({ ...fields, _csrf: browser.formToken })
        const answer = await browser.send('POST', path, { headers, body })
        expect([path, headers, answer.status]).toEqual([path, headers, 403])
        expectSafe(answer)
      }
    }
    expect(await databaseState()).toBe(before)
  })

  test.each([
    '//evil.test',
    '/\\evil.test',
    '\t//evil.test',
    'https:evil.test',
    'javascript:1',
    '/\r\nSet-Cookie:x=1',
    '\\\\evil.test',
    '/..//evil.test',
  ])('B26 the way back never leads elsewhere: %j', async (target) => {
    const { latchkey, alice } = home
    for (const [browser, person, key] of [
      [latchkey.visitor(), alice, 'return_to'],
      [latchkey.visitor(), alice, 'next'],
      [latchkey.console(), { username: 'admin', password: 'brass lantern over the harbour' }, 'return_to'],
    ] as const) {
      await browser.open(`/sign-in?${key}=${encodeURIComponent(target)}`)
      const fields = { identifier: person.username, password: person.password, return_to: target }
      const body = encode({ ...fields, _csrf: browser.formToken })
      const answer = await browser.send('POST', '/sign-in', { body })
      expectSafe(answer)
      const location = answer.header('location')
      expect([answer.status, new URL(location, browser.origin).origin]).toEqual([303, browser.origin])
      expect(location).not.toMatch(/evil|[\r\n]/)
      expect(answer.cookies.filter((cookie) => !cookie.startsWith('latchkey-'))).toEqual([])
    }
  })

  test('B29 no spelling and no method opens the console to somebody who is no administrator', async () => {
    const { latchkey, smtp } = home
    const before = await databaseState()
    const paths = [
      '/',
      '/users',
      '/users/new',
      `/users/${id}`,
      `/users/${id}/disable`,
      `/users/${id}/make-administrator`,
      '/users/export',
      '/users/import',
      '/configuration/organization/smtp',
      '/configuration/organization/system',
      '/mail',
      '/audit',
      '/audit/export',
      '/doctor',
    ]
    const planted = latchkey.console()
    planted.cookies.set('latchkey-admin-session', member.cookies.get('latchkey-public-session') ?? '')
    const override = { 'X-HTTP-Method-Override': 'PUT', 'X-Method-Override': 'GET' }
    for (const browser of [member, planted]) {
      for (const path of paths.flatMap((one) => spellings(one))) {
        for (const method of ['GET', 'POST', 'PUT', 'HEAD']) {
          const body = method === 'POST' || method === 'PUT' ? encode({ _csrf: member.formToken, _method: 'GET' }) : ''
          const answer = await browser.send(method, path, { headers: override, ...(body && { body }) })
          // the start page and the sign-in page of the public door are for everybody
          const isHome = browser === member && /^\/(%2e\/|\.\/|\/)*(\?.*)?$/.test(path)
          const expected = isHome ? [303, 403, 404, 405, 421] : [303, 400, 403, 404, 405, 421]
          expect([method, path, answer.status]).toEqual([method, path, expect.toBeOneOf(expected)])
          if (answer.status === 303 && !isHome) expect(answer.header('location')).toMatch(/^\/(sign-in|my-account)/)
          expect(answer.body).not.toMatch(/alice@example|SMTP Host/)
        }
      }
    }
    expect(await databaseState()).toBe(before)
    expect(smtp.mails.at(-1)).toBeDefined()
  }, 60_000)

  const spellings = (path: string) => [
    path,
    `${path}/`,
    `/${path}`,
    `/.${path}`,
    path.toUpperCase(),
    path.replace('/', '/%2e/'),
    `${path};x`,
    `${path}?_method=POST`,
  ]

  nothingBroke(home)
})
