import mongoose from 'mongoose'
import { beforeEach, describe, expect, test } from 'vitest'
import { databaseState, dumpDatabase } from '../audit/dump.ts'
import { recordQueries } from '../database/plans-support.ts'
import { call, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { choosePassword, mailedLink, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { expectSafe, hashes, nothingBroke, recordOf, useHome } from './people-at-home.ts'

const hostileOptions = [
  'settings[view options][outputFunctionName]=x',
  'settings[view options][client]=true',
  'delimiter=%25',
  'client=true',
  'escape=x',
  'filename=/etc/passwd',
  'cache=1',
  '_locals=x',
  'layout=error/error',
]

describe('what is sent in the place of text', () => {
  const home = useHome()
  let console: Browser

  beforeEach(async () => {
    console = await signInToConsole(home.latchkey)
  })

  const post = (browser: Browser, path: string, body: string) =>
    browser.send('POST', path, { body: `${body}&_csrf=${encodeURIComponent(browser.formToken)}` })

  test.each([
    'identifier=alice&password[$ne]=x',
    'identifier[$regex]=^a&password=seven quiet otters at dusk',
    'username=alice&password[$ne]=x',
    'identifier[$gt]=&password[$gt]=',
  ])('B06 an operator at sign-in is no password: %s', async (body) => {
    const queries = recordQueries()
    const visitor = await home.latchkey.visitor().open('/sign-in')
    const answer = await post(visitor, '/sign-in', body)
    expect([400, 422]).toContain(answer.status)
    expectSafe(answer)
    expect(answer.cookies.filter((cookie) => cookie.includes('session'))).toEqual([])
    expect(queries.stop().filter(({ shape }) => /\$(ne|regex)/.test(shape))).toEqual([])
  })

  test.each([
    { user: { username: { $gt: '' } } },
    { user: { username: ['alice', 'bob'] } },
    { user: { username: null } },
    { user: { $where: 'sleep(3000)' } },
    { username: { $gt: '' } },
    [[]],
    null,
  ])('B07 the API takes texts for names, and nothing else: %j', async (body) => {
    const before = home.smtp.mails.length
    const answer = await call(home.latchkey, `${v09}/recover-password?type=email&notify=true`, body)
    expect(answer.status).toBe(400)
    expectSafe(answer)
    await home.latchkey.deps.background.idle()
    expect(home.smtp.mails).toHaveLength(before)
  })

  test('B08 an operator in the place of a token sets no password', async () => {
    const { latchkey } = home
    const visitor = await latchkey.visitor().open(await mailedLink(latchkey, home.smtp, home.alice))
    const stranger = await latchkey.visitor().open('/sign-in')
    const before = await hashes()
    const words = 'new_password=ten baskets of plums&confirm_password=ten baskets of plums'
    for (const browser of [visitor, stranger]) {
      for (const token of ['token[$ne]=x', 'token[$exists]=true', 'token[]=x', 'token[$gt]=']) {
        const answer = await post(browser, '/reset-password', `${token}&${words}`)
        expect([token, answer.status]).toEqual([token, 400])
        expectSafe(answer)
      }
      const body = JSON.stringify({ token: { $ne: 'x' }, new_password: 'ten baskets of plums' })
      const headers = { 'Content-Type': 'application/json' }
      expect([400, 403, 415]).toContain((await browser.send('POST', '/reset-password', { headers, body })).status)
    }
    for (const code of [{ $ne: 'x' }, ['x'], null, ''])
      expect(
        (await call(latchkey, `${v09}/set-password`, { key: code, password: 'ten baskets of plums' })).status,
      ).toBe(400)
    expect(await hashes()).toEqual(before)
  })

  test.each([
    ['an operator', '/users?q[$nor][0][a]=1'],
    ['a slow pattern', `/users?q=${'(a%2B)%2B'.repeat(1000)}%24`],
    ['code to sort by', '/users?sort[$where]=sleep(3000)'],
    ['operators in every choice', '/users?order[$where]=sleep(3000)&status[$ne]=x&role[$ne]=y'],
    ['an endless page', '/users?page=1e309'],
    ['a limit below zero', '/users?limit=-1'],
    ['operators in the audit log', '/audit?action[$ne]=x&from[$gt]='],
    ['operators in the mail log', '/mail?state[$ne]=sent&to=.*'],
  ])(
    'B09 a hostile search is clamped and quick, and none of its operators reaches the database: %s',
    async (_what, path) => {
      const queries = recordQueries()
      let fastest = Number.POSITIVE_INFINITY
      for (let time = 0; time < 3; time++) {
        const start = performance.now()
        const answer = await console.send('GET', path)
        fastest = Math.min(fastest, performance.now() - start)
        expect([200, 400, 422]).toContain(answer.status)
        expectSafe(answer)
      }
      const asked = queries.stop().map(({ filter, sort }) => JSON.stringify([filter, sort]))
      expect(asked.length).toBeGreaterThan(0)
      expect(
        asked.filter((text) => /\$(nor|where|regex|expr|function)|"\$(ne|gt)":"(x|sent)?"|sleep/.test(text)),
      ).toEqual([])
      expect(fastest).toBeLessThan(100)
    },
  )

  test('B15 a link changes its own person alone, whoever else its form names', async () => {
    const { latchkey, smtp, alice, bob } = home
    const link = await mailedLink(latchkey, smtp, bob)
    const before = await hashes()
    const id = String((await recordOf(alice.username))._id)
    const visitor = await latchkey.visitor().open(link)
    const words = 'new_password=six crates of apples&confirm_password=six crates of apples'
    for (const more of [`userId=${id}`, 'username=alice', 'email=alice@example.test', `id=${id}`, `_id=${id}`])
      expect([more, (await post(visitor, '/reset-password', `${words}&${more}`)).status]).toEqual([more, 400])
    expect(await hashes()).toEqual(before)
    bob.password = 'six crates of apples'
    expect((await choosePassword(latchkey, `${link}&userId=${id}&username=alice`, bob.password)).text).toContain(
      'Your password is set.',
    )
    expect((await hashes()).alice).toBe(before.alice)
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
  })

  test.each(hostileOptions)('B23 the key %s is no option of a page', async (option) => {
    const visitor = latchkeyVisitor()
    for (const [browser, path] of [
      [await visitor.open('/sign-in'), '/sign-in'],
      [visitor, '/forgot-password'],
      [console, '/users'],
      [console, '/configuration/organization/smtp'],
      [console, '/'],
    ] as const) {
      const [plain, odd] = [await browser.send('GET', path), await browser.send('GET', encodeURI(`${path}?${option}`))]
      expect([path, odd.status, shown(odd.body)]).toEqual([path, plain.status, shown(plain.body)])
      expect([path, plain.status]).toEqual([path, 200])
    }
    for (const [path, fields] of [
      ['/sign-in', 'identifier=alice&password=wrong'],
      ['/forgot-password', 'identifier=alice'],
    ]) {
      await visitor.open(path ?? '')
      const answer = await post(visitor, path ?? '', `${fields}&${option}`)
      expect(answer.status).toBe(400)
      expectSafe(answer)
    }
  })

  const latchkeyVisitor = () => home.latchkey.visitor()

  /** A page without what is new in every answer, and without the way back to itself. */
  function shown(html: string): string {
    return html
      .replaceAll(/name="(_csrf|ticket)" value="[^"]*"/g, '')
      .replaceAll(/name="return_to" value="[^"]*"/g, '')
      .replaceAll(/\d+(\.\d+)? (s|ms|seconds?|minutes?)\b|\d\d:\d\d(:\d\d)?/g, '')
  }

  test('B24 keys of prototypes change no object and no right', async () => {
    const { latchkey, bob } = home
    for (const body of [
      '{"__proto__":{"isAdmin":true}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"user":{"__proto__":{"username":"alice"}}}',
      '{"user":{"username":"ghost","__proto__":{"polluted":1}},"__proto__":{"polluted":1}}',
    ]) {
      const answer = await call(latchkey, `${v09}/recover-password`, body)
      // A name beside the odd key is taken for what it is; the key is nothing to anybody.
      expect(body.includes('ghost') ? [202, 400] : [400]).toContain(answer.status)
      expectSafe(answer)
    }
    const member = await signIn(latchkey, bob)
    for (const key of ['__proto__[isAdmin]=1', 'constructor[prototype][polluted]=1', '__proto__=1']) {
      const answer = await post(member, '/my-account/profile', `given_name=Bob&family_name=&${key}`)
      expect([key, answer.status]).toEqual([key, 400])
    }
    const fresh = {} as Record<string, unknown>
    expect([fresh.isAdmin, fresh.polluted, fresh.username]).toEqual([undefined, undefined, undefined])
    const atConsole = await signInToConsole(latchkey, bob)
    expect([atConsole.status, (await atConsole.send('GET', '/users')).status]).toEqual([422, 303])
    expect((await call(latchkey, `${v09}/captcha`, undefined, { headers: { Authorization: undefined } })).status).toBe(
      401,
    )
  })

  test('B25 a form writes the fields it has, and no other', async () => {
    const { latchkey, bob } = home
    const member = await signIn(latchkey, bob)
    const before = await databaseState()
    const extra =
      'role=admin&isAdmin=1&roles[]=admin&passwordHash=x&emailVerified=true&disabled=false&_id=000000000000000000000000&__v=0&status=active&sessionVersion=0'
    for (const [path, fields] of [
      ['/my-account/profile', 'given_name=Bob&family_name=Brook'],
      ['/my-account/language', 'language=de'],
      ['/my-account/email', `email=mallory@evil.test&current_password=${bob.password}`],
    ])
      for (const one of [extra, ...extra.split('&')])
        expect([path, one, (await post(member, path ?? '', `${fields}&${one}`)).status]).toEqual([path, one, 400])
    expect(await databaseState()).toBe(before)
    await openPerson(console, bob.username)
    const id = console.path.split('/').pop()
    const edit = await post(console, `/users/${id}/edit`, `username=bob&email=bob@example.test&${extra}`)
    expect(edit.status).toBe(400)
    expect(await recordOf(bob.username)).toMatchObject({ roles: [], status: 'active' })
    expect(JSON.parse(await dumpDatabase()).users).toHaveLength(await mongoose.model('Person').countDocuments())
  })

  nothingBroke(home)
})
