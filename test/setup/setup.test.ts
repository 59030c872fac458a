import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dumpDatabase } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { expectPage } from '../web/armour.ts'

const words = 'brass lantern over the harbour'
const administrator = (username: string) => ({
  username,
  email: `${username}@example.test`,
  new_password: words,
  confirm_password: words,
})

describe('the first run', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let wizard: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
  })
  afterAll(() => smtp.close())

  async function openWizard(): Promise<Browser> {
    return latchkey.console().open(`/setup?token=${await latchkey.setupSecret()}`)
  }

  test.each(['admin', 'administrator', 'root'])('has no default account %s', async (identifier) => {
    for (const password of ['admin', 'password', 'latchkey', 'changeme', '']) {
      const visitor = await latchkey.visitor().open('/sign-in')
      await visitor.submit('Sign in', { identifier, password: password || ' ' })
      expect(visitor.heading).toBe('Sign in')
      latchkey.clock.advanceMinutes(1)
    }
    expect(JSON.parse(await dumpDatabase()).users).toEqual([])
  })

  test.each([
    '/',
    '/sign-in',
    '/users',
    '/users/new',
    '/configuration/organization/smtp',
    '/configuration',
    '/nothing',
    '/my-account',
  ])('shows nothing at %s but the way to the wizard', async (path) => {
    const answer = await latchkey.console().send('GET', path)
    expect([answer.status, answer.header('location')]).toEqual([303, '/setup'])
    expectPage(answer)
  })

  test.each([
    '',
    '?token=',
    '?token=wrong',
    `?token=${'A'.repeat(43)}`,
    '?token=a&token=b',
    '?token[$ne]=1',
    '?token[]=a',
    `?token=${'a'.repeat(3000)}`,
    '?token=%E2%80%AE',
  ])('shows no form for the link /setup%s', async (query) => {
    const stranger = await latchkey.console().open(`/setup${query}`)
    expect([stranger.status, stranger.heading]).toEqual([403, 'Open the setup link'])
    expect(stranger.$('form')).toHaveLength(0)
    await stranger.post('/setup', administrator('mallory'))
    expect(stranger.status).toBe(403)
  })

  test('cannot be completed with a form token alone', async () => {
    wizard = await openWizard()
    const body = new URLSearchParams({
      ...administrator('mallory'),
      given_name: '',
      family_name: '',
      _csrf: wizard.formToken,
    }).toString()
    const csrf = wizard.cookies.get('latchkey-admin-csrf') ?? ''
    const answer = await wizard.send('POST', '/setup', { body, headers: { Cookie: `latchkey-admin-csrf=${csrf}` } })
    expect([answer.status, answer.body.includes('Open the setup link')]).toEqual([403, true])
  })

  test('keeps the secret out of the address bar and the page', async () => {
    const secret = await latchkey.setupSecret()
    const answer = await latchkey.console().send('GET', `/setup?token=${secret}`)
    expect([answer.status, answer.header('location'), answer.header('referrer-policy')]).toEqual([
      303,
      '/setup',
      'no-referrer',
    ])
    expect(answer.cookies.join()).not.toContain(secret)
    expect((await latchkey.console().open(`/setup?token=${secret}`)).html).not.toContain(secret)
    expect(await dumpDatabase()).not.toContain(secret)
  })

  test.each([
    [{ username: '' }, 'username', 'Enter a username'],
    [{ username: 'a@b' }, 'username', 'Use letters, digits'],
    [{ email: '' }, 'email', 'Enter your e-mail address'],
    [{ email: 'admin' }, 'email', 'Enter one address'],
    [{ new_password: 'fourteen chars', confirm_password: 'fourteen chars' }, 'new_password', 'at least 15'],
    [{ confirm_password: 'something else again' }, 'confirm_password', 'not the same'],
    [{ new_password: 'admin@example.test', confirm_password: 'admin@example.test' }, 'new_password', 'not your name'],
  ])('says beside the field what is wrong: %j', async (wrong, field, message) => {
    await wizard.submit('Create administrator', {
      ...administrator('admin'),
      ...(wrong as unknown as Record<string, string>),
    })
    expect([wizard.status, wizard.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
    expect(wizard.html).not.toContain(words)
  })

  test('has one winner when eight people create the administrator at once', async () => {
    const wizards = await Promise.all(Array.from({ length: 8 }, openWizard))
    await Promise.all(
      wizards.map((one, number) => one.submit('Create administrator', administrator(`admin-${number}`))),
    )
    const winners = wizards.filter((one) => one.heading === 'SMTP Server Configuration')
    expect(winners).toHaveLength(1)
    for (const one of wizards)
      if (one !== winners[0]) expect(one.heading).toMatch(/^(Sign in to the console|This page does not exist)$/)
    expect(JSON.parse(await dumpDatabase()).users).toHaveLength(1)
    expect(winners[0]?.text).toContain('You are the administrator. Next: set up mail.')
  })

  test('is over for good afterwards, also for links that were shown and never used', async () => {
    const late = await openWizard()
    expect(late.status).toBe(404)
    for (const path of ['/setup', `/setup?token=${await latchkey.setupSecret()}`]) {
      const answer = await wizard.send('GET', path)
      expect([path, answer.status]).toEqual([path, 404])
    }
    await wizard.open('/sign-in')
    await wizard.post('/setup', administrator('mallory'))
    expect(wizard.status).toBe(404)
    expect(JSON.parse(await dumpDatabase()).users).toHaveLength(1)
  })
})
