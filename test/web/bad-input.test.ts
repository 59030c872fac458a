import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseState } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { adminPassword, alice, mailedLink, moveIn, signIn, signInToConsole, systemNumbers } from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { expectPage } from './armour.ts'

interface Form {
  path: string
  limit: number
  /** Fields that have to be there, each with a value that would be accepted. */
  needed: Record<string, string>
  free?: Record<string, string>
}

const newPassword = { new_password: 'words for a new door', confirm_password: 'words for a new door' }
const smtpFields = {
  action: 'update',
  host: 'localhost',
  port: '25',
  protection: 'None',
  authentication: 'none',
  user_name: '',
  password: '',
  from_name: '',
  from_email: 'a@b.test',
}
const forms: Record<string, Form> = {
  'sign-in': {
    path: '/sign-in',
    limit: 10,
    needed: { identifier: 'alice', password: 'some words or other' },
    free: { return_to: '/' },
  },
  'forgotten-password': {
    path: '/forgot-password',
    limit: 10,
    needed: { identifier: 'alice' },
    free: { return_to: '/' },
  },
  'new-password': { path: '/reset-password', limit: 10, needed: newPassword },
  profile: { path: '/my-account/profile', limit: 10, needed: { given_name: 'Mallory', family_name: '' } },
  'change-password': {
    path: '/my-account/password',
    limit: 10,
    needed: { current_password: alice.password, ...newPassword },
  },
  'new e-mail address': {
    path: '/my-account/email',
    limit: 10,
    needed: { email: 'mallory@evil.test', current_password: alice.password },
  },
  'end a session': {
    path: '/my-account/sessions',
    limit: 10,
    needed: { session: 'others', current_password: alice.password },
  },
  'own language': { path: '/my-account/language', limit: 10, needed: { language: 'de' } },
  'console sign-in': {
    path: '/sign-in',
    limit: 128,
    needed: { identifier: 'admin', password: 'some words or other' },
    free: { return_to: '/' },
  },
  SMTP: {
    path: '/configuration/organization/smtp',
    limit: 128,
    needed: smtpFields,
    free: {
      reply_to: '',
      helo_name: '',
      trust: 'system',
      test_recipient: '',
      certificate_fingerprint: '',
      ca_certificate: '',
    },
  },
  system: {
    path: '/configuration/organization/system',
    limit: 128,
    needed: systemNumbers,
    free: { self_service_password_reset: 'on', notify_on_success: 'on' },
  },
  recovery: {
    path: '/configuration/organization/recovery',
    limit: 128,
    needed: { password_history: '0' },
    free: { username_recovery: 'on', forced_reset_link: 'on', notify_user_existence: 'on' },
  },
  'API key': {
    path: '/configuration/api-keys/new',
    limit: 128,
    needed: { name: 'mallory', life_days: '90', may_recovery: 'on' },
  },
  'new user': {
    path: '/users/new',
    limit: 128,
    needed: { username: 'mallory', email: 'mallory@evil.test', given_name: '', family_name: '' },
    free: { administrator: 'on' },
  },
  setup: {
    path: '/setup',
    limit: 128,
    needed: { username: 'mallory', email: 'mallory@evil.test', given_name: '', family_name: '', ...newPassword },
  },
}

const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

/** Bodies that spoil one field of a form, by the name of the trick. */
function spoiledFields(form: Form): [string, string | Buffer][] {
  const all = { ...form.free, ...form.needed }
  return Object.entries(all).flatMap(([name, value]): [string, string | Buffer][] => {
    const { [name]: _, ...rest } = all
    const others = encode(rest)
    const text = encodeURIComponent(value)
    const key = encodeURIComponent(name)
    const missing: [string, string][] = name in form.needed ? [[`${name} missing`, others]] : []
    return [
      ...missing,
      [`${name} twice`, `${others}&${key}=${text}&${key}=${text}`],
      [`${name}[]`, `${others}&${key}[]=${text}`],
      [`${name}[$ne]`, `${others}&${key}[$ne]=1`],
      [`${name}[$gt] encoded`, `${others}&${key}%5B%24gt%5D=`],
      [`${name}[a][b]`, `${others}&${key}[a][b]=1`],
      [`${name}.x`, `${others}&${key}.x=1`],
      [`${name} as %ff`, `${others}&${key}=%ff`],
      [`${name} as a cut sequence`, `${others}&${key}=%c3%28`],
      [`${name} as NUL`, `${others}&${key}=a%00b`],
      [`${name} as a lone surrogate`, `${others}&${key}=%ED%A0%80`],
      [`${name} as a broken escape`, `${others}&${key}=%zz`],
      [`${name} as raw bytes`, Buffer.concat([Buffer.from(`${others}&${key}=`), Buffer.from([0xff, 0xfe, 0x00])])],
      [`${name} as raw UTF-8`, `${others}&${key}=ü`],
      // a way back that is too long is no way back, and the form counts without it
      ...(name === 'return_to' ? [] : tooLong(`${name} far too long`, `${others}&${key}=`, form.limit)),
    ]
  })
}

function tooLong(trick: string, start: string, limit: number): [string, string][] {
  return [[trick, start + 'x'.repeat(limit === 10 ? 9_000 : 30_000)]]
}

/** Bodies and headers that are wrong as a whole. */
function spoiledBodies(form: Form): [string, string | Buffer, Record<string, string | undefined>][] {
  const good = encode(form.needed)
  const type = (text: string | undefined) => ({ 'Content-Type': text })
  return [
    ['an unknown key', `${good}&extra=1`, {}],
    ['a role', `${good}&roles[]=administrator`, {}],
    ['an operator as key', `${good}&$where=sleep(1000)`, {}],
    ['__proto__[x]', `${good}&__proto__[x]=1`, {}],
    ['constructor[prototype][x]', `${good}&constructor[prototype][x]=1`, {}],
    ['render options', `${good}&settings[view options][outputFunctionName]=x&client=true`, {}],
    ['5,000 parameters', `${good}&${Array.from({ length: 5000 }, () => 'a').join('&')}`, {}],
    ['1,000 brackets', `${good}&a${'[b]'.repeat(1000)}=1`, {}],
    ['too many bytes', `${good}&a=${'x'.repeat(form.limit * 1024)}`, {}],
    ['too many bytes in chunks', `${good}&a=${'x'.repeat(form.limit * 1024)}`, { 'Transfer-Encoding': 'chunked' }],
    [
      'multipart',
      '--x\r\nContent-Disposition: form-data; name="identifier"\r\n\r\nalice\r\n--x--',
      type('multipart/form-data; boundary=x'),
    ],
    ['JSON', JSON.stringify(form.needed), type('application/json')],
    ['JSON with a prototype', '{"__proto__":{"isAdmin":true}}', type('application/json')],
    ['broken JSON', '{"a":', type('application/json')],
    ['plain text', good, type('text/plain')],
    ['no type', good, type(undefined)],
    ['gzip', gzipSync(good), { 'Content-Encoding': 'gzip' }],
    ['another character set', good, type('application/x-www-form-urlencoded; charset=utf-16')],
    ['an unknown character set', good, type('application/x-www-form-urlencoded; charset=x')],
    ['XML', '<a/>', type('application/xml')],
  ]
}

describe('bad input', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let browsers: Record<string, Browser>

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const wizard = latchkey.console()
    await wizard.open(`/setup?token=${await latchkey.setupSecret()}`)
    await sendAll('setup', wizard)
    await moveIn(latchkey, smtp, [alice])
    const stranger = await latchkey.visitor().open('/sign-in')
    const forgetful = await latchkey.visitor().open('/forgot-password')
    const holder = await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice))
    const member = await signIn(latchkey, alice)
    const console = await signInToConsole(latchkey)
    browsers = {
      'sign-in': stranger,
      'forgotten-password': forgetful,
      'new-password': holder,
      profile: member,
      'change-password': member,
      'new e-mail address': member,
      'end a session': member,
      'own language': member,
      'console sign-in': await latchkey.console().open('/sign-in'),
      SMTP: await console.open('/configuration/organization/smtp'),
      system: console,
      recovery: console,
      'API key': console,
      'new user': console,
    }
    await latchkey.deps.background.idle()
  })
  afterAll(() => smtp.close())

  const unexpected: string[] = []

  async function sendAll(name: string, browser: Browser): Promise<void> {
    const form = forms[name]
    if (!form) throw new Error(`No form ${name}`)
    const before = await databaseState()
    const token = `&_csrf=${encodeURIComponent(browser.formToken)}`
    const look = (trick: string, answer: RawAnswer) => {
      expectPage(answer)
      if (![400, 413, 415, 422].includes(answer.status)) unexpected.push(`${name}: ${trick}: ${answer.status}`)
      expect(answer.body).toMatch(/<h1>/)
    }
    for (const [trick, body] of spoiledFields(form)) {
      look(
        trick,
        await browser.send('POST', form.path, { body: Buffer.concat([Buffer.from(body), Buffer.from(token)]) }),
      )
    }
    for (const [trick, body, headers] of spoiledBodies(form)) {
      const isForm = !headers['Content-Type'] && !headers['Content-Encoding']
      look(trick, await browser.send('POST', form.path, { headers, body: isForm ? `${body}${token}` : body }))
    }
    expect(await databaseState()).toBe(before)
  }

  test.each(Object.keys(forms).filter((name) => name !== 'setup'))(
    'at the %s form is refused politely and nothing is stored',
    async (name) => {
      const browser = browsers[name]
      if (!browser) throw new Error(`No browser for ${name}`)
      await sendAll(name, browser)
    },
  )

  test('never had another answer than 400, 413, 415 or 422', () => {
    expect(unexpected).toEqual([])
  })

  test('leaves plain objects as they were', () => {
    expect(({} as Record<string, unknown>).x).toBeUndefined()
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
  })

  test.each([
    '/users?page=1e309',
    '/users?page=-1',
    '/users?page=NaN',
    '/users?page=1.5',
    '/users?page=99999999999999999999',
    '/users?page=1&page=2',
    '/users?q[$ne]=',
    '/users?q[$nor][0][a]=1',
    '/users?q=a&q=b',
    '/users?q[]=a',
    `/users?q=${encodeURIComponent(`${'(a+)+'.repeat(40)}$`)}`,
    `/users?q=${'a'.repeat(5000)}`,
    '/users?q=%F0%9F%94%91',
    '/users?q=%E2%80%AE',
    '/users?q=.*',
    '/users?q=%24',
    '/users?sort[$where]=sleep(3000)&limit=-1',
    '/users?__proto__[x]=1',
    '/users?settings[view%20options][client]=true&delimiter=%25',
    '/configuration/organization/smtp?filename=/etc/passwd&cache=1&_locals=x',
    '/?',
    '/?=',
    '/?&&&',
  ])('in the address %s changes nothing about the page', async (path) => {
    const console = await signInToConsole(latchkey)
    const answer = await console.send('GET', path)
    expect([path, answer.status]).toEqual([path, 200])
    expectPage(answer)
  })

  test.each([
    ['/users?q=%ff', 400],
    ['/users?q=%00', 400],
    ['/users?q=%ED%A0%80', 400],
    ['/users?q=%', 400],
    ['/%ff', 400],
    ['/users/%ff', 400],
    ['/users/%00', 400],
    ['/users/%E0%A4%A', 400],
    ['/users/x', 404],
    ['/users/0', 404],
    ['/users/000000000000000000000000', 404],
    ['/users/ffffffffffffffffffffffff0', 404],
    ['/users/[object%20Object]', 404],
    ['/users/$ne', 404],
    ['/users/__proto__', 404],
    ['/users/constructor', 404],
    ['/users/..%2f..%2fetc%2fpasswd', 404],
    ['/users/%2e%2e%2f', 404],
    ['/.env', 404],
    ['/.git/config', 404],
    ['/package.json', 404],
    ['/assets/..%2fpackage.json', 404],
    ['/assets/%2e%2e/package.json', 404],
    ['/assets/', 404],
    ['/assets', 404],
    ['/assets/%00', 400],
    ['/src/server.ts', 404],
    ['/views/layouts/public.ejs', 404],
    [`/${'a'.repeat(5000)}`, 404],
    ['//evil.test/', 404],
    ['/users//', 404],
  ])('as path %s is a page of status %i', async (path, status) => {
    const console = await signInToConsole(latchkey)
    const answer = await console.send('GET', path)
    expect([path, answer.status]).toEqual([path, status])
    expectPage(answer)
    expect(answer.header('location')).toBe('')
  })

  test.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'LOCK', 'MKCOL', 'REPORT', 'SEARCH', 'M-SEARCH', 'QUERY'])(
    'as method %s is refused',
    async (method) => {
      const console = await signInToConsole(latchkey)
      for (const [browser, path] of [
        [console, '/users'],
        [console, '/configuration/organization/system'],
        [await latchkey.visitor().open('/sign-in'), '/sign-in'],
      ] as const) {
        const answer = await browser.send(method, path).catch((error: Error) => error)
        if (answer instanceof Error) continue
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.status).toBeLessThan(500)
        if (method === 'TRACE') expect(answer.body).not.toContain('Test Browser')
      }
    },
  )

  test.each(['get', 'GET '])('does not reach another method by overriding it (%s)', async () => {
    const console = await signInToConsole(latchkey)
    for (const headers of [
      { 'X-HTTP-Method-Override': 'POST' },
      { 'X-Method-Override': 'POST' },
      { 'X-HTTP-Method': 'POST' },
    ]) {
      const answer = await console.send('GET', '/users/new?_method=POST&username=x&email=x@y.test', { headers })
      expect([answer.status, answer.body.includes('Add user')]).toEqual([200, true])
    }
  })

  test('after all this everybody still signs in', async () => {
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
    expect((await signInToConsole(latchkey, { username: 'admin', password: adminPassword })).heading).toBe('Overview')
    expect(latchkey.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })
})
