import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, lastMailTo, linkIn, mailedLink, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const rules = [
  'At least 15 characters',
  'Not the same few characters or words over and over',
  'Not made of your name, your address or the name of this organisation',
  'Not a common or stolen password, nor a row of keys. This is checked when you send it.',
]

describe('a page on which a password is chosen', () => {
  const latchkey = useLatchkey()
  const pages = new Map<string, Browser>()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    pages.set('setup', await latchkey.console().open(`/setup?token=${await latchkey.setupSecret()}`))
    const console = await moveIn(latchkey, smtp, [alice])
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'carol', email: 'carol@example.test' })
    await latchkey.deps.background.idle()
    pages.set('invitation', await latchkey.visitor().open(linkIn(lastMailTo(smtp, 'carol@example.test'))))
    pages.set('reset', await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice)))
    pages.set('change', await (await signIn(latchkey, alice)).open('/my-account/password'))
  })
  afterAll(() => smtp.close())

  const kinds = ['setup', 'invitation', 'reset', 'change']
  const page = (kind: string) => pages.get(kind) ?? latchkey.visitor()

  test.each(kinds)('shows every rule before anything is typed, and ties them to the field: %s', (kind) => {
    const { $ } = page(kind)
    const list = $('#new_password-rules')
    expect(
      list
        .find('li')
        .map((_, line) => $(line).text().trim())
        .get(),
    ).toEqual(rules)
    expect($('#new_password').attr('aria-describedby')?.split(' ')).toContain('new_password-rules')
    expect($('#new_password-said').attr('data-met0')).toBe('0 of 3 rules met so far')
  })

  test.each(kinds)('helps password managers, and keeps nobody from pasting: %s', (kind) => {
    const { $ } = page(kind)
    for (const name of ['new_password', 'confirm_password']) {
      const { autocomplete, maxlength, value, minlength } = $(`#${name}`).attr() ?? {}
      expect({ autocomplete, maxlength, value, minlength }).toEqual({ autocomplete: 'new-password', maxlength: '1024' })
    }
    expect($('#new_password').attr('passwordrules')).toContain('minlength: 15;')
    expect($('#new_password').closest('form').find('input[autocomplete=username]')).toHaveLength(1)
  })

  test('names the account for password managers alone: the field is hidden and never sent', () => {
    const field = page('reset').$('input[autocomplete=username]')
    expect([field.attr('value'), field.is('[hidden]'), field.attr('name')]).toEqual(['alice', true, undefined])
  })

  test('names it too when the password was refused, and keeps the rules', async () => {
    const visitor = await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice))
    for (const again of ['Stairway to Heaven', 'not the same at all']) {
      await visitor.submit('Set password', { new_password: 'Stairway to Heaven', confirm_password: again })
      expect(visitor.status).toBe(422)
      expect(visitor.$('input[autocomplete=username]').attr('value')).toBe('alice')
      expect(visitor.$('#new_password-rules li')).toHaveLength(4)
    }
  })

  test.each([
    ['Stairway to Heaven', 'list of common and stolen passwords'],
    ['qwertyuiop asdfghjkl', 'a row of keys'],
    ['dusk dusk dusk dusk', 'more different characters'],
    ['alice@example.test', 'not your name'],
    ['alice example 2024', 'not your name'],
  ])('refuses %s beside the field, wherever it is chosen', async (password, sentence) => {
    const pair = { new_password: password, confirm_password: password }
    const reset = await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice))
    await reset.submit('Set password', pair)
    expect([reset.status, reset.errorAt('new_password')]).toEqual([422, expect.stringContaining(sentence)])
    const change = await (await signIn(latchkey, alice)).open('/my-account/password')
    await change.submit('Change password', { current_password: alice.password, ...pair })
    expect([change.status, change.errorAt('new_password')]).toEqual([422, expect.stringContaining(sentence)])
    latchkey.clock.advanceMinutes(16)
  })

  test('takes a password of any script, and knows it again however it is typed', async () => {
    const reset = await latchkey.visitor().open(await mailedLink(latchkey, smtp, alice))
    const password = 'u\u0308ber den Da\u0308chern ｆｌｉｅｇｔ 🦉'
    await reset.submit('Set password', { new_password: password, confirm_password: password })
    expect(reset.text).toContain('Your password is set.')
    const visitor = await signIn(latchkey, { ...alice, password: 'über den Dächern fliegt 🦉' })
    expect(visitor.heading).toBe('My Account')
  })
})

describe('the strength estimator', () => {
  const latchkey = useLatchkey()

  test('comes from our own door, compressed, for a year, under an address of its content', async () => {
    const setup = await latchkey.console().open(`/setup?token=${await latchkey.setupSecret()}`)
    const { estimator, words } = setup.$('#new_password-strength').data() as Record<string, string>
    for (const [address, least] of [
      [estimator, 90_000],
      [words, 400_000],
    ] as const) {
      expect(address).toMatch(/^\/assets\/estimator(-words)?\.js\?v=[\w-]{10}$/)
      const plain = await latchkey.visitor().send('GET', address ?? '', { headers: { 'Accept-Encoding': undefined } })
      const small = await latchkey.visitor().send('GET', address ?? '', { headers: { 'Accept-Encoding': 'gzip' } })
      expect(small.header('content-encoding')).toBe('gzip')
      expect(small.header('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(small.header('vary')).toContain('Accept-Encoding')
      expect(plain.header('content-encoding')).toBe('')
      expect(plain.body.length).toBeGreaterThan(least)
      expect(small.body.length).toBeLessThan(plain.body.length * 0.6)
      // The pages forbid it, and this would stop without a word.
      expect(plain.body).not.toMatch(/\beval\(|new Function\(/)
    }
  })

  test('is not among what a page loads by itself', async () => {
    const setup = await latchkey.console().open(`/setup?token=${await latchkey.setupSecret()}`)
    const scripts = setup
      .$('script')
      .map((_, script) => setup.$(script).attr('src'))
      .get()
    expect(scripts.map((src) => src.replace(/\?.*/, ''))).toEqual(['/assets/app.js', '/assets/new-password.js'])
  })
})
