import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, moveIn, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { expectArmed, expectPage } from './armour.ts'

const publicPaths = [
  '/forgot-password',
  '/forgot-password/sent',
  '/reset-password',
  '/reset-password?token=x',
  '/invitation',
  '/invitation?token=x',
  '/my-account',
  '/my-account/profile',
  '/my-account/password',
  '/my-account/email',
  '/my-account/sessions',
  '/my-account/activity',
  '/my-account/language',
  '/confirm-address',
  '/confirm-address?token=x',
  '/undo-address',
  '/undo-address?token=x',
  '/undo-address/done',
  '/myaccount',
  '/.well-known/change-password',
]
const consolePaths = [
  '/users',
  '/users/new',
  '/users/000000000000000000000000',
  '/users?q=a',
  '/configuration',
  '/configuration/organization',
  '/configuration/organization/smtp',
  '/configuration/organization/system',
  '/configuration/api-keys',
  '/configuration/api-keys/new',
  '/setup',
  '/setup?token=x',
]
/** Other spellings of a path that a careless router would take for it. */
const spellings = (path: string) => [
  path,
  `${path}/`,
  path.toUpperCase(),
  `/${path}`,
  `/.${path}`,
  `/x/..${path}`,
  path.replace('/', '/%2e/'),
  `${path};x`,
  `${path}%00`,
  `${path}.json`,
  path.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
  `http://console.latchkey.test${path}`,
  `http://latchkey.test${path}`,
]

describe('the two doors', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let member: Browser
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp, [alice])
    member = await signIn(latchkey, alice)
  })
  afterAll(() => smtp.close())

  test.each(publicPaths)('%s does not exist at the admin door, before and after sign-in', async (path) => {
    for (const browser of [latchkey.console(), console]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await browser.send(method, path)
        expect([path, method, answer.status]).toEqual([path, method, 404])
        expectPage(answer)
      }
      await browser.open('/')
      const posted = await browser.send('POST', path, { body: `_csrf=${encodeURIComponent(browser.formToken)}` })
      expect([path, posted.status]).toEqual([path, 404])
    }
  })

  test.each(consolePaths)('%s does not exist at the public door, before and after sign-in', async (path) => {
    const visitor = latchkey.visitor()
    await visitor.open('/sign-in')
    for (const browser of [visitor, member]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await browser.send(method, path)
        expect([path, method, answer.status]).toEqual([path, method, 404])
        expectPage(answer)
      }
      const posted = await browser.send('POST', path, { body: `_csrf=${encodeURIComponent(browser.formToken)}` })
      expect([path, posted.status]).toEqual([path, 404])
    }
  })

  test('shows nothing of the console to a stranger or to somebody who is no administrator, in any spelling', async () => {
    const stranger = latchkey.console()
    const planted = latchkey.console()
    planted.cookies.set('latchkey-admin-session', member.cookies.get('latchkey-public-session') ?? '')
    for (const path of consolePaths.flatMap(spellings)) {
      for (const browser of [stranger, planted]) {
        for (const method of ['GET', 'HEAD', 'OPTIONS']) {
          const answer = await browser.send(method, path)
          if (method === 'OPTIONS' && answer.status === 200) expect(answer.body).toMatch(/^[A-Z, ]*$/)
          else expect([path, method, answer.status]).toEqual([path, method, expect.toBeOneOf([303, 400, 404, 421])])
          expect(answer.body).not.toMatch(/alice|SMTP Host|example\.test/)
          if (answer.status === 303) expect(answer.header('location')).toMatch(/^\/sign-in(\?return_to=|$)/)
        }
      }
    }
  })

  test('shows nothing of My Account to a stranger, in any spelling', async () => {
    const pages = ['', '/profile', '/password', '/email', '/sessions', '/activity', '/language']
    for (const path of pages.map((page) => `/my-account${page}`).flatMap(spellings)) {
      const answer = await latchkey.visitor().send('GET', path)
      expect([path, answer.status]).toEqual([path, expect.toBeOneOf([303, 400, 404, 421])])
      if (answer.status === 303) expect(answer.header('location')).toMatch(/^\/sign-in(\?return_to=|$)/)
    }
  })

  test('lets strangers act on nothing', async () => {
    const stranger = latchkey.console()
    await stranger.open('/sign-in')
    await openPerson(console, 'alice')
    const id = console.path.split('/').pop()
    for (const path of [
      '/users/new',
      `/users/${id}/disable`,
      `/users/${id}/enable`,
      `/users/${id}/invite`,
      `/users/${id}/reset-mail`,
      '/configuration/organization/smtp',
      '/configuration/organization/system',
    ]) {
      const body = `_csrf=${encodeURIComponent(stranger.formToken)}`
      const answer = await stranger.send('POST', path, { body })
      expect([path, answer.status, answer.header('location')]).toEqual([path, 303, '/sign-in'])
    }
    const visitor = latchkey.visitor()
    await visitor.open('/sign-in')
    for (const path of [
      '/my-account/profile',
      '/my-account/password',
      '/my-account/email',
      '/my-account/email/cancel',
      '/my-account/sessions',
      '/my-account/language',
    ]) {
      const answer = await visitor.send('POST', path, { body: `_csrf=${encodeURIComponent(visitor.formToken)}` })
      expect([path, answer.status, answer.header('location')]).toEqual([path, 303, '/sign-in'])
    }
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test.each([
    'evil.test',
    'latchkey.test.evil.test',
    'evil.test:80',
    'latchkey.test:81',
    'user@latchkey.test',
    'latchkey.test@evil.test',
    '10.0.0.1',
    '[::ffff:10.0.0.1]',
    'localhost.evil.test',
    'xn--lachkey-x.test',
    '..',
    'latchkey.test, evil.test',
    'latchkey.test/x',
    '<script>',
    undefined,
  ])('refuse the host %s with 421 on every page and repeat it nowhere', async (host) => {
    for (const [browser, paths] of [
      [latchkey.visitor(), ['/', '/sign-in', '/forgot-password', '/reset-password?token=x', '/nothing']],
      [console, ['/', '/users', '/sign-in', '/nothing']],
    ] as const) {
      for (const path of paths) {
        for (const method of ['GET', 'POST']) {
          const answer = await browser.send(method, path, { headers: { Host: host, Origin: undefined } })
          expect([path, method, answer.status]).toEqual([
            path,
            method,
            expect.toBeOneOf(host === undefined ? [400] : [421, 400]),
          ])
          if (answer.status === 421) expectPage(answer)
          expect(answer.header('location')).toBe('')
          if (host && host.length > 2 && !'latchkey.test'.includes(host))
            expect(
              answer.body.replaceAll('http://latchkey.test', '').replaceAll('http://console.latchkey.test', ''),
            ).not.toContain(host)
        }
      }
    }
  })

  test('are not told by proxies who they are', async () => {
    const plain = await latchkey.visitor().send('GET', '/my-account')
    for (const headers of [
      { 'X-Forwarded-Host': 'evil.test' },
      { 'X-Forwarded-Proto': 'https' },
      { Forwarded: 'host=evil.test' },
      { 'X-Original-URL': '/users' },
      { 'X-Rewrite-URL': '/users' },
    ]) {
      const answer = await latchkey.visitor().send('GET', '/my-account', { headers })
      expect([answer.status, answer.header('location'), answer.body]).toEqual([
        303,
        plain.header('location'),
        plain.body,
      ])
    }
  })

  test('answer every kind of request with the same armour', async () => {
    const visitor = await latchkey.visitor().open('/sign-in')
    const asks: [number, Browser, string, string, { headers?: Record<string, string | undefined>; body?: string }][] = [
      [200, visitor, 'GET', '/sign-in', {}],
      [200, visitor, 'HEAD', '/sign-in', {}],
      [200, visitor, 'OPTIONS', '/sign-in', {}],
      [200, member, 'GET', '/my-account', {}],
      [200, console, 'GET', '/users', {}],
      [303, visitor, 'GET', '/my-account', {}],
      [400, visitor, 'GET', '/%ff', {}],
      [403, visitor, 'POST', '/sign-in', { body: 'a=b' }],
      [404, visitor, 'GET', '/nothing', {}],
      [410, visitor, 'GET', '/reset-password', {}],
      [413, visitor, 'POST', '/sign-in', { body: 'x'.repeat(11_000) }],
      [413, console, 'POST', '/users/new', { body: 'x'.repeat(132_000) }],
      [415, visitor, 'POST', '/sign-in', { body: '{}', headers: { 'Content-Type': 'application/json' } }],
      [421, visitor, 'GET', '/sign-in', { headers: { Host: 'evil.test' } }],
      [422, visitor, 'POST', '/sign-in', { body: `_csrf=${encodeURIComponent(visitor.formToken)}` }],
    ]
    for (const [status, browser, method, path, more] of asks) {
      const answer = await browser.send(method, path, more)
      expect([method, path, answer.status]).toEqual([method, path, status])
      expectArmed(answer)
      expect(answer.header('cache-control')).toBe('no-store')
      expect(answer.header('etag')).toBe('')
    }
    // The work of this Latchkey waits for the test to call it, so it is alive but not ready.
    for (const [path, status] of Object.entries({ '/health/live': 200, '/health/ready': 503 })) {
      const answer = await visitor.send('GET', path)
      expect([answer.status, answer.header('content-type')]).toEqual([status, 'application/json; charset=utf-8'])
      expectArmed(answer)
    }
  })

  test('let browsers keep the house’s own files and nothing else', async () => {
    const visitor = await latchkey.visitor().open('/sign-in')
    const files = visitor
      .$('link[href^="/assets"], script[src], img[src]')
      .map((_, element) => visitor.$(element).attr('href') ?? visitor.$(element).attr('src'))
      .get()
    expect(files.length).toBeGreaterThanOrEqual(3)
    for (const file of files) {
      expect(file).toMatch(
        /^\/assets\/[\w.-]+\?v=[\w-]{10}$/.test(file) || file.endsWith('favicon.svg') ? /./ : /never/,
      )
      const answer = await visitor.send('GET', file, { headers: { Cookie: undefined } })
      expect([file, answer.status, answer.header('cache-control'), answer.cookies]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
        [],
      ])
      expect(answer.header('content-type')).toMatch(/^(text\/css|text\/javascript|image\/svg\+xml)/)
      expectArmed(answer)
    }
  })

  test('list nothing and hand out no file of the house', async () => {
    for (const path of [
      '/assets/',
      '/assets/../package.json',
      '/assets/..%2f..%2fetc/passwd',
      '/assets/....//package.json',
      '/assets/.hidden',
      '/assets/app.css.map',
      '/assets/app.css/',
      '/robots.txt/..%2f',
      '/server.js',
      '/dist/server.js',
      '/node_modules/ejs/package.json',
      '/data/secrets',
      '/latchkey.db',
    ]) {
      for (const browser of [latchkey.visitor(), latchkey.console()]) {
        const answer = await browser.send('GET', path)
        expect([path, answer.status]).toEqual([path, expect.toBeOneOf([400, 403, 404])])
        expectPage(answer)
      }
    }
  })

  test('keep answering after all this', async () => {
    expect((await signInToConsole(latchkey)).heading).toBe('Overview')
    expect(latchkey.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })
})
