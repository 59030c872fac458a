import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseState } from '../audit/dump.ts'
import { notMeLinkIn } from '../password-reset/letters.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  bob,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { expectPage } from './armour.ts'

interface Found {
  action: string
  fields: Record<string, string>
}

/** Every form that posts, on the page shown. */
function formsOn(browser: Browser): Found[] {
  const $ = browser.$
  return $('form[method=post]')
    .map((_, element) => {
      const button = $(element).find('button[name]').last()
      const own = button.length ? { [button.attr('name') ?? '']: button.attr('value') ?? '' } : {}
      const fields = Object.fromEntries(
        $(element)
          .serializeArray()
          .map(({ name, value }) => [name, value]),
      )
      return { action: $(element).attr('action') ?? browser.path, fields: { ...fields, ...own } }
    })
    .get()
}

/** Opens every page that links lead to from these, and gives each posting form once, with the browser's page token in it. */
async function crawl(browser: Browser, starts: string[]): Promise<Map<string, Found>> {
  const [forms, seen, waiting] = [new Map<string, Found>(), new Set<string>(), [...starts]]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    await browser.open(path)
    for (const form of formsOn(browser)) forms.set(form.action, form)
    const hrefs = browser
      .$('a[href^="/"]')
      .map((_, element) => browser.$(element).attr('href')?.split('#')[0] ?? '/')
      .get()
    waiting.push(...hrefs.filter((href) => !otherLanguages.test(href)))
  }
  return forms
}

/** Every letter has its page in each language; one of them stands for all. */
const otherLanguages = /\/templates\/[a-z-]+\/(?!en\b)/

const takesFile = new Set(['/users/import', '/configuration/organization/appearance'])

const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

describe('a form that was not sent from our own page', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  const routes: [string, Browser, Found][] = []

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const wizard = latchkey.console()
    await wizard.open(`/setup?token=${await latchkey.setupSecret()}`)
    await attack('setup', wizard, formsOn(wizard)[0] as Found)
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await console.open('/configuration/api-keys/new')
    await console.submit('Create key', { name: 'nightly', may_recovery: 'on' })
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'carol', email: 'carol@example.test' })
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    const disabled = await crawl(console, ['/users'])
    await openPerson(console, 'alice')
    await console.submit('Enable user')
    await latchkey.deps.background.idle()

    const stranger = latchkey.visitor()
    const atConsole = latchkey.console()
    const dead = await latchkey.visitor().open('/reset-password')
    const uninvited = await latchkey.visitor().open('/invitation')
    const asker = await forgot(latchkey, 'nobody')
    const atCode = (await forgot(latchkey, 'nobody')).follow('Enter the code')
    const holder = await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice))
    const reporter = await latchkey.visitor().open(notMeLinkIn(lastMailTo(smtp, alice.email)))
    await signIn(latchkey, alice)
    const member = await signIn(latchkey, alice)
    await member.open('/my-account/email')
    await member.submit('Change e-mail address', { email: 'alice@new.test', current_password: alice.password })
    await latchkey.deps.background.idle()
    const confirming = await latchkey.visitor().open(linkIn(lastMailTo(smtp, 'alice@new.test')))
    const undoing = await latchkey.visitor().open(await undoLinkOf(bob))
    for (const [door, browser, found] of [
      ['public', stranger, await crawl(stranger, ['/sign-in', '/forgot-password'])],
      ...[dead, uninvited, asker, await atCode, holder, reporter].map(
        (browser) => ['public', browser, new Map(formsOn(browser).map((form) => [form.action, form]))] as const,
      ),
      ['public', confirming, new Map(formsOn(confirming).map((form) => [form.action, form]))],
      ['public', undoing, new Map(formsOn(undoing).map((form) => [form.action, form]))],
      ['public', member, await crawl(member, ['/my-account'])],
      ['console', atConsole, await crawl(atConsole, ['/sign-in'])],
      ['console', console, new Map([...disabled, ...(await crawl(console, ['/', '/users']))])],
    ] as const) {
      for (const form of found.values()) routes.push([`${door} ${form.action}`, browser, form])
    }
  }, 120_000)
  afterAll(() => smtp.close())

  /** What the old address of somebody gets who changed it. */
  async function undoLinkOf(person: typeof bob): Promise<string> {
    const visitor = await signIn(latchkey, person)
    await visitor.open('/my-account/email')
    await visitor.submit('Change e-mail address', { email: 'bob@new.test', current_password: person.password })
    await latchkey.deps.background.idle()
    await visitor.open(linkIn(lastMailTo(smtp, 'bob@new.test')))
    await visitor.submit('Confirm address')
    await latchkey.deps.background.idle()
    return linkIn(lastMailTo(smtp, person.email))
  }

  async function attack(name: string, browser: Browser, { action, fields }: Found): Promise<void> {
    const { _csrf: token = '', ...others } = fields
    const stranger = browser.path === '/setup' || name.startsWith('console') ? latchkey.console() : latchkey.visitor()
    await stranger.open('/sign-in')
    const foreign = stranger.formToken
    const key = `_csrf=${encodeURIComponent(token)}`
    const before = await databaseState()
    const bodies: [string, string, string][] = [
      ['no token', action, encode(others)],
      ['an empty token', action, encode({ ...others, _csrf: '' })],
      ['another browser’s token', action, encode({ ...others, _csrf: foreign || 'x' })],
      ['the token in the address', `${action}?${key}`, encode(others)],
      ['the token in a list', action, `${encode(others)}&_csrf[]=${encodeURIComponent(token)}`],
      ['the token twice', action, `${encode(others)}&${key}&${key}`],
      ['the token with a tail', action, `${encode(others)}&${key}x`],
      ['the token in capitals of its key', action, `${encode(others)}&_CSRF=${encodeURIComponent(token)}`],
      ['no body', action, ''],
    ]
    expect(token).not.toBe('')
    for (const [trick, path, body] of bodies) {
      const answer = await browser.send('POST', path, { body })
      expect([name, trick, answer.status]).toEqual([name, trick, 403])
      expectPage(answer)
    }
    const header = await browser.send('POST', action, {
      body: encode(others),
      headers: { 'X-CSRF-Token': token, 'CSRF-Token': token, 'X-XSRF-Token': token },
    })
    expect([name, 'the token in a header alone', header.status]).toEqual([name, 'the token in a header alone', 403])
    const stolen = await browser.send('POST', action, { body: encode(fields), headers: { Cookie: undefined } })
    // a form that may bring a file asks who is there before it reads
    const refusal = takesFile.has(action) ? 303 : 403
    expect([name, 'the token without its cookie', stolen.status]).toEqual([
      name,
      'the token without its cookie',
      refusal,
    ])
    for (const headers of [
      { Origin: 'https://evil.test' },
      { Origin: 'http://latchkey.test.evil.test' },
      { Origin: 'http://evil.test:80' },
      { Origin: 'null' },
      { Origin: '' },
      { Origin: 'http://latchkey.test@evil.test' },
      { Origin: 'http://127.0.0.1:1' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: undefined },
      { 'Sec-Fetch-Site': 'something-new' },
    ]) {
      const answer = await browser.send('POST', action, { headers, body: encode(fields) })
      expect([name, headers, answer.status]).toEqual([name, headers, 403])
      expectPage(answer)
    }
    expect(await databaseState()).toBe(before)
  }

  test('is found at every form of the house', () => {
    const names = routes.map(([name]) =>
      name.replace(/[0-9a-f]{24}|[0-9a-f]{16}/, ':id').replace(/\/templates\/[a-z-]+/, '/templates/:kind'),
    )
    expect([...new Set(names)].sort()).toEqual([
      'console /audit/chain',
      'console /audit/export',
      'console /configuration/api-keys/:id/revoke',
      'console /configuration/api-keys/new',
      'console /configuration/organization/appearance',
      'console /configuration/organization/recovery',
      'console /configuration/organization/smtp',
      'console /configuration/organization/system',
      'console /configuration/organization/templates/:kind/en',
      'console /sign-in',
      'console /sign-out',
      'console /users/:id/disable',
      'console /users/:id/edit',
      'console /users/:id/enable',
      'console /users/:id/end-session',
      'console /users/:id/end-sessions',
      'console /users/:id/force-reset',
      'console /users/:id/invite',
      'console /users/:id/make-administrator',
      'console /users/:id/one-time-link',
      'console /users/:id/reset-mail',
      'console /users/:id/unlock',
      'console /users/export',
      'console /users/import',
      'console /users/new',
      'public /confirm-address',
      'public /forgot-password',
      'public /forgot-password/again',
      'public /forgot-password/code',
      'public /invitation/new-mail',
      'public /language',
      'public /my-account/email',
      'public /my-account/email/cancel',
      'public /my-account/language',
      'public /my-account/password',
      'public /my-account/profile',
      'public /my-account/sessions',
      'public /not-me',
      'public /reset-password',
      'public /reset-password/new-mail',
      'public /sign-in',
      'public /sign-out',
      'public /undo-address',
    ])
  })

  test('is refused everywhere, whatever is wrong with its token or its origin, and changes nothing', async () => {
    for (const [name, browser, form] of routes) await attack(name, browser, form)
  }, 120_000)

  test('while the same forms from our own page are taken', async () => {
    const member = await signIn(latchkey, alice)
    await member.submit('Save profile', { given_name: 'Own' })
    expect(member.text).toContain('Your profile is saved.')
    const console = await signInToConsole(latchkey, { username: 'admin', password: adminPassword })
    expect(console.heading).toBe('Overview')
  })
})
