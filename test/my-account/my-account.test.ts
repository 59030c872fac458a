import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, lastMailTo, mailsTo, moveIn, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('My Account', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  test.each(['/', '/myaccount', '/.well-known/change-password', '/my-account?tab=1'])(
    'asks for sign-in at %s',
    async (path) => {
      const visitor = latchkey.visitor()
      await visitor.open(path)
      expect([visitor.status, visitor.heading]).toEqual([200, 'Sign in'])
    },
  )

  test('has a page for each tab, all under one heading, and marks the one shown', async () => {
    const visitor = await signIn(latchkey, alice)
    for (const tab of ['Profile', 'Password', 'E-mail address', 'Sessions', 'Recent activity', 'Language']) {
      await visitor.follow(tab)
      expect([visitor.status, visitor.heading, visitor.$('.tabs [aria-current]').text()]).toEqual([
        200,
        'My Account',
        tab,
      ])
    }
    await visitor.open('/.well-known/change-password')
    expect(visitor.path).toBe('/my-account/password')
    expect((await visitor.open('/my-account/profile')).form('Save profile').action).toBe('/my-account/profile')
  })

  test('shows and saves the profile', async () => {
    const visitor = await signIn(latchkey, alice)
    await visitor.submit('Save profile', { given_name: ' Alice ', family_name: 'Liddell' })
    expect(visitor.text).toContain('Your profile is saved.')
    expect(visitor.form('Save profile').fields).toMatchObject({ given_name: 'Alice', family_name: 'Liddell' })
    expect(visitor.text).toContain('Signed in as Alice Liddell')
    await visitor.open('/my-account')
    expect(visitor.text).not.toContain('Your profile is saved.')
  })

  test('tells of a profile and of a language only where they changed', async () => {
    const visitor = await signIn(latchkey, alice)
    await visitor.submit('Save profile', { given_name: 'Alice', family_name: 'Pleasance' })
    await visitor.open('/my-account/language')
    await visitor.submit('Save language', { language: 'en' })
    const told = async () => {
      await latchkey.deps.background.idle()
      return mongoose.connection.collection('audit').countDocuments({ action: /^(profile|language)\.changed$/ })
    }
    const before = await told()
    await visitor.open('/my-account')
    await visitor.submit('Save profile', { given_name: 'Alice', family_name: 'Pleasance' })
    expect(visitor.text).toContain('Your profile is saved.')
    await visitor.open('/my-account/language')
    await visitor.submit('Save language', { language: 'en' })
    expect(visitor.text).toContain('saved')
    expect(await told()).toBe(before)
  })

  test.each([
    '"><svg onload=1>',
    "'-alert(1)-'",
    '</script><script>alert(1)</script>',
    '{{1337*7}}',
    '<%= 1337*7 %>',
    '\u2028x',
    '\u202ex',
    '=cmd()',
    '__proto__',
    'constructor',
  ])('shows the name %j as it was typed and nothing more', async (name) => {
    const visitor = await signIn(latchkey, alice)
    const elements = visitor.$('*').length
    await visitor.submit('Save profile', { given_name: name, family_name: '' })
    await visitor.open('/my-account')
    expect(visitor.form('Save profile').fields.given_name).toBe(name.trim())
    expect(visitor.$('*').length).toBe(elements)
    expect(visitor.html).not.toContain('9359')
  })

  test.each(['sign-in.wait', 'sign-in.title', '2026-99-99 99:99 UTC'])(
    'lets people call themselves %j, and their mails and their page in the console go on',
    async (name) => {
      const visitor = await signIn(latchkey, alice)
      await visitor.submit('Save profile', { given_name: name, family_name: '' })
      const before = mailsTo(smtp, alice.email).length
      await forgot(latchkey, alice.username)
      expect(mailsTo(smtp, alice.email)).toHaveLength(before + 1)
      const console = await openPerson(await signInToConsole(latchkey), 'alice')
      expect([console.status, console.heading]).toEqual([200, name])
      expect(console.$('title').text()).toContain(name)
    },
  )

  test.each([
    ['given_name', 'x'.repeat(101), 'Use at most 100 characters'],
    ['family_name', 'two\nlines', 'on one line'],
    ['given_name', 'bell\u0007', 'on one line'],
  ])('refuses as %s %j', async (field, value, message) => {
    const visitor = await signIn(latchkey, alice)
    const { fields } = visitor.form('Save profile')
    await visitor.submit('Save profile', { ...fields, [field]: value })
    expect([visitor.status, visitor.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
  })

  test.each([
    [
      'the wrong current password',
      { current_password: 'quite another one' },
      'current_password',
      'not your current password',
    ],
    ['no current password', { current_password: '' }, 'current_password', 'Enter your current password'],
    [
      'fourteen characters',
      { new_password: 'abcdefghijklmn', confirm_password: 'abcdefghijklmn' },
      'new_password',
      'at least 15',
    ],
    ['two different ones', { confirm_password: 'another word again' }, 'confirm_password', 'not the same'],
    ['the own address', { new_password: alice.email, confirm_password: alice.email }, 'new_password', 'not your name'],
    [
      '257 characters',
      { new_password: 'xyzw'.repeat(65).slice(0, 257), confirm_password: 'x' },
      'new_password',
      'at most 256',
    ],
  ])('refuses a password change with %s and keeps the password', async (_what, wrong, field, message) => {
    const visitor = await signIn(latchkey, alice)
    await visitor.open('/my-account/password')
    const right = {
      current_password: alice.password,
      new_password: 'thirty birds on a wire',
      confirm_password: 'thirty birds on a wire',
    }
    await visitor.submit('Change password', { ...right, ...wrong })
    expect([visitor.status, visitor.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
    expect(visitor.html).not.toContain('thirty birds')
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('accepts fifteen characters, lower case alone, and 256 characters with signs of every kind', async () => {
    for (const chosen of ['riverlampcloudy', `${'\u{1f511}é ö'.repeat(51)}x`, 'forty lanterns at dawn']) {
      const visitor = await signIn(latchkey, alice)
      await visitor.open('/my-account/password')
      await visitor.submit('Change password', {
        current_password: alice.password,
        new_password: chosen,
        confirm_password: chosen,
      })
      expect(visitor.text).toContain('Your password is changed.')
      alice.password = chosen
    }
  })

  test('tells the owner by mail of a change, without a link', async () => {
    await latchkey.deps.background.idle()
    const before = mailsTo(smtp, alice.email).length
    const visitor = await signIn(latchkey, alice)
    const chosen = 'fifty lanterns at dawn'
    await visitor.open('/my-account/password')
    await visitor.submit('Change password', {
      current_password: alice.password,
      new_password: chosen,
      confirm_password: chosen,
    })
    alice.password = chosen
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email).length - before).toBe(1)
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.subject).toBe('Your password at Latchkey was changed')
    expect(`${parsed.text}${parsed.html}`).not.toMatch(/token=|fifty lanterns/)
  })

  test('has one winner when two browsers change the password at once', async () => {
    const browsers: Browser[] = []
    for (let time = 0; time < 4; time++) browsers.push(await signIn(latchkey, alice))
    for (const browser of browsers) await browser.open('/my-account/password')
    await Promise.all(
      browsers.map((browser, number) =>
        browser.submit('Change password', {
          current_password: alice.password,
          new_password: `sixty words numbered ${number}`,
          confirm_password: `sixty words numbered ${number}`,
        }),
      ),
    )
    const winners = browsers.flatMap((browser, number) =>
      browser.text.includes('Your password is changed.') ? [number] : [],
    )
    expect(winners).toHaveLength(1)
    alice.password = `sixty words numbered ${winners[0]}`
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('does not let a form change what is not on it', async () => {
    const visitor = await signIn(latchkey, alice)
    for (const extra of [
      'role=admin',
      'roles[]=administrator',
      'isAdmin=1',
      'passwordHash=x',
      'email=mallory%40evil.test',
      'username=admin',
      'status=active',
      '_id=1',
      '__v=0',
      'sessionVersion=1',
      'firstAdministrator=true',
    ]) {
      await visitor.open('/my-account')
      await visitor.post('/my-account/profile', `given_name=Mallory&family_name=&${extra}`)
      expect([extra, visitor.status]).toEqual([extra, 400])
    }
    await visitor.open('/my-account')
    expect(visitor.form('Save profile').fields.given_name).not.toBe('Mallory')
    expect(visitor.text).toContain('alice@example.test')
  })
})
