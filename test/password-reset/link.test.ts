import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { databaseState, dumpDatabase } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  mailsTo,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const fresh = (number: number) => `fresh words for door ${number}`
const tokenIn = (link: string) => new URL(link).searchParams.get('token') ?? ''

describe('a mailed link', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  /** The page a link opens, apart from its form token. */
  async function opened(link: string): Promise<Browser> {
    const visitor = latchkey.visitor()
    return visitor.open(link)
  }

  async function expectDead(link: string, heading = 'This link no longer works'): Promise<void> {
    const visitor = await opened(link)
    expect([visitor.status, visitor.heading]).toEqual([410, heading])
  }

  async function expectAlive(link: string): Promise<void> {
    const visitor = await opened(link)
    expect([visitor.status, visitor.heading]).toEqual([200, 'Choose a new password'])
  }

  test('cannot be used twice', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    const first = latchkey.visitor()
    const second = latchkey.visitor()
    await first.open(link)
    await second.open(link)
    await first.submit('Set password', { new_password: fresh(1), confirm_password: fresh(1) })
    expect(first.text).toContain('Your password is set.')
    await second.submit('Set password', { new_password: fresh(2), confirm_password: fresh(2) })
    expect([second.status, second.heading]).toEqual([410, 'This link was used already'])
    await expectDead(link, 'This link was used already')
    expect((await signIn(latchkey, { ...alice, password: fresh(1) })).heading).toBe('My Account')
    expect((await signIn(latchkey, { ...alice, password: fresh(2) })).heading).toBe('Sign in')
  })

  test('works five seconds before its end and not one second after it', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    latchkey.clock.advanceSeconds(30 * 60 - 5)
    await expectAlive(link)
    const late = await opened(link)
    latchkey.clock.advanceSeconds(6)
    await expectDead(link, 'This link has expired')
    await late.submit('Set password', { new_password: fresh(3), confirm_password: fresh(3) })
    expect(late.status).toBe(410)
  })

  test('can be used five seconds before its end', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    latchkey.clock.advanceSeconds(30 * 60 - 5)
    expect((await choosePassword(latchkey, link, fresh(4))).text).toContain('Your password is set.')
  })

  test('is refused with any of its characters changed, and in every other spelling', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    const token = tokenIn(link)
    const changed = [...token].map(
      (sign, at) => `${token.slice(0, at)}${sign === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`,
    )
    const last = token.slice(-1)
    const tail = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replace(last, '')
    const spelled = [
      ...[...tail].map((sign) => token.slice(0, -1) + sign),
      token.toUpperCase(),
      token.toLowerCase(),
      `${token}=`,
      `${token}==`,
      `${token}%00`,
      `${token}%0a`,
      `%20${token}`,
      token.slice(1),
      token.slice(0, -1),
      token + token,
      Buffer.from(token, 'base64url').toString('hex'),
      Buffer.from(token, 'base64url').toString('base64').replaceAll('+', '%2B'),
    ].filter((spelling) => spelling !== token)
    for (const spelling of [...changed, ...spelled]) {
      const visitor = latchkey.visitor()
      await visitor.open(`/reset-password?token=${spelling}`)
      expect([spelling, visitor.status]).toEqual([spelling, spelling.includes('%00') ? 400 : 410])
    }
    await expectAlive(link)
  })

  test('is refused with words behind a space after it', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    await expectDead(`${link}%20`)
    await expectDead(`${link}%20more`)
  })

  test('is refused in five hundred malformed forms, by opening and by posting, and never with a fault of ours', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    const token = tokenIn(link)
    const keys = [
      'token',
      'token[]',
      'token[$ne]',
      'token[$gt]',
      'token[$exists]',
      'token[0]',
      'TOKEN',
      'token.',
      '__proto__[token]',
      'token[toString]',
    ]
    const values = [
      '',
      'x',
      'null',
      'true',
      '0',
      '[]',
      '%7B%22%24ne%22%3A1%7D',
      '%2527',
      '..%2F..',
      'a%26b',
      '%F0%9F%94%91',
      `${token.slice(0, 42)}*`,
      '%E2%80%AE',
      'A'.repeat(43),
      'A'.repeat(1000),
      ' '.trim() || '+',
      '%25',
      `${token}%2C${token}`,
      `${token}%0D%0ASet-Cookie%3A%20x%3D1`,
      '-'.repeat(43),
      '\u005f'.repeat(44),
      `${token.slice(0, 21)}%20${token.slice(21)}`,
      '%7F',
      '%C3%A9',
      '.',
    ]
    const forms = keys.flatMap((key) =>
      values.flatMap((value) => [`${key}=${value}`, `token=${value}&${key}=${value}`]),
    )
    expect(forms.length).toBe(500)
    for (const form of forms) {
      const visitor = latchkey.visitor()
      await visitor.open(`/reset-password?${form}`)
      expect([form, visitor.status]).toEqual([form, expect.toBeOneOf([400, 410])])
    }
    await expectAlive(link)
  }, 60_000)

  test('dies when a newer one is mailed, which works', async () => {
    const older = await mailedLink(latchkey, smtp, alice)
    const newer = await mailedLink(latchkey, smtp, alice)
    await expectDead(older, 'A newer mail took the place of this one')
    await expectAlive(newer)
  })

  test('dies with the account and does not come back with it', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    const late = await opened(link)
    const console = await signInToConsole(latchkey)
    await openPerson(console, bob.username)
    await console.submit('Disable user')
    await expectDead(link)
    await late.submit('Set password', { new_password: fresh(5), confirm_password: fresh(5) })
    expect(late.status).toBe(410)
    await console.submit('Enable user')
    await expectDead(link)
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
  })

  test('dies when the password is changed in My Account', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    const visitor = await signIn(latchkey, bob)
    await visitor.open('/my-account/password')
    await visitor.submit('Change password', {
      current_password: bob.password,
      new_password: fresh(6),
      confirm_password: fresh(6),
    })
    expect(visitor.text).toContain('Your password is changed.')
    await expectDead(link)
    bob.password = fresh(6)
  })

  test('lives on after refused passwords', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    const visitor = await opened(link)
    for (const [chosen, again, field, message] of [
      ['too short', 'too short', 'new_password', 'Use at least 15 characters'],
      ['x'.repeat(20), 'x'.repeat(20), 'new_password', 'more different characters'],
      ['bob@example.test', 'bob@example.test', 'new_password', 'not your name'],
      ['x'.repeat(257), 'x'.repeat(257), 'new_password', 'Use at most 256 characters'],
      [fresh(7), fresh(8), 'confirm_password', 'not the same'],
      ['', '', 'new_password', 'Enter a new password'],
    ] as const) {
      await visitor.submit('Set password', { new_password: chosen, confirm_password: again })
      expect([visitor.status, visitor.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
      expect(visitor.html).not.toContain(fresh(7))
    }
    await visitor.submit('Set password', { new_password: fresh(7), confirm_password: fresh(7) })
    expect(visitor.text).toContain('Your password is set.')
    bob.password = fresh(7)
  })

  test.each([
    ['a capital', 'Fresh words for door 10'],
    ['a space behind it', `${fresh(10)} `],
    ['a space within it', 'fresh  words for door 10'],
  ])('lives on, and sets nothing, where the second password differs in %s alone', async (_what, again) => {
    const link = await mailedLink(latchkey, smtp, bob)
    const visitor = await opened(link)
    await visitor.submit('Set password', { new_password: fresh(10), confirm_password: again })
    expect([visitor.status, visitor.errorAt('confirm_password')]).toEqual([
      422,
      expect.stringContaining('not the same'),
    ])
    await expectAlive(link)
    expect((await signIn(latchkey, { ...bob, password: fresh(10) })).heading).toBe('Sign in')
  })

  test('is only looked at by scanners and previews, however often', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    // The first time its page is shown leaves a line in the audit log, and nothing else ever does.
    await opened(link)
    const before = await databaseState()
    for (let time = 0; time < 40; time++) {
      const scanner = latchkey.visitor()
      const path = link.replace('http://latchkey.test', '')
      const method = ['GET', 'HEAD', 'OPTIONS'][time % 3] ?? 'GET'
      const headers = { 'User-Agent': `Mail Scanner/${time}`, Cookie: undefined }
      const answer = await scanner.send(method, path, { headers })
      expect(answer.status).toBeLessThan(400)
      const cookie = answer.cookies.map((text) => text.split(';')[0]).join('; ')
      await scanner.send(method, '/reset-password', { headers: { ...headers, ...(cookie && { Cookie: cookie }) } })
    }
    expect(await databaseState()).toBe(before)
    expect((await choosePassword(latchkey, link, fresh(9))).text).toContain('Your password is set.')
    bob.password = fresh(9)
  })

  test('leaves the address bar at once, and its page is kept nowhere and tells nobody where it was', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    const visitor = await opened(link)
    expect(visitor.path).toBe('/reset-password')
    expect(visitor.html).not.toContain(tokenIn(link))
    expect(visitor.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
    const first = await latchkey.visitor().send('GET', link.replace('http://latchkey.test', ''))
    expect([first.status, first.header('location'), first.header('referrer-policy')]).toEqual([
      303,
      '/reset-password',
      'no-referrer',
    ])
    expect(first.cookies.join()).not.toContain(tokenIn(link))
    expect(first.cookies.join()).toMatch(/latchkey-public-link=[^;]+; Path=\/; HttpOnly; SameSite=Lax/)
    const foreign = visitor
      .$('[src], link[href], img, script, style')
      .map((_, element) => visitor.$(element).attr('src') ?? visitor.$(element).attr('href'))
      .get()
    expect(foreign.every((address) => address.startsWith('/assets/'))).toBe(true)
  })

  test('has one winner among fifty who use it at once, and only the winner’s password signs in', async () => {
    const link = await mailedLink(latchkey, smtp, alice)
    const noticesBefore = mailsTo(smtp, alice.email).length
    const visitors = await Promise.all(Array.from({ length: 50 }, () => opened(link)))
    await Promise.all(
      visitors.map((visitor, number) =>
        visitor.submit('Set password', { new_password: fresh(100 + number), confirm_password: fresh(100 + number) }),
      ),
    )
    const winners = visitors.flatMap((visitor, number) =>
      visitor.text.includes('Your password is set.') ? [number] : [],
    )
    expect(winners).toHaveLength(1)
    expect(visitors.filter((visitor) => visitor.status === 410)).toHaveLength(49)
    await latchkey.deps.background.idle()
    const told = { action: 'password-reset.completed', at: latchkey.clock.now() }
    expect(await mongoose.model('AuditEntry').countDocuments(told)).toBe(1)
    expect(mailsTo(smtp, alice.email).length - noticesBefore).toBe(1)
    expect(lastMailTo(smtp, alice.email).parsed.subject).toBe('Your password at Latchkey was changed')
    for (let number = 0; number < 50; number += 1) {
      latchkey.clock.advanceMinutes(1)
      const { heading } = await signIn(latchkey, { ...alice, password: fresh(100 + number) })
      expect([number, heading]).toEqual([number, number === winners[0] ? 'My Account' : 'Sign in'])
    }
    alice.password = fresh(100 + (winners[0] ?? 0))
  }, 60_000)

  test('is nowhere in the database, in the log or on a page while the mail is held back', async () => {
    smtp.refuse({ stage: 'recipient', code: 451, text: 'Greylisted' })
    await forgot(latchkey, alice.username)
    const [held, logged] = [await dumpDatabase(), latchkey.logLines.length]
    smtp.refuse(undefined)
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, alice.email))
    const bytes = Buffer.from(tokenIn(link), 'base64url')
    const text = Buffer.from(tokenIn(link))
    const forms = [
      tokenIn(link),
      bytes.toString('hex'),
      bytes.toString('base64'),
      text.toString('hex'),
      text.toString('base64'),
    ]
    for (const form of forms) {
      expect(held).not.toContain(form)
      expect(await dumpDatabase()).not.toContain(form)
      expect(latchkey.logLines.slice(0, logged + 1000).join('')).not.toContain(form)
    }
    await expectAlive(link)
  })

  test.each<[string, object]>([
    ['no time of expiry', { $unset: { 'proof.expiresAt': 1 } }],
    ['null as its expiry', { $set: { 'proof.expiresAt': null } }],
    ['a text as its expiry', { $set: { 'proof.expiresAt': '2999-01-01T00:00:00Z' } }],
    ['a number as its expiry', { $set: { 'proof.expiresAt': 32_503_680_000_000 } }],
    ['a list as its expiry', { $set: { 'proof.expiresAt': [] } }],
    ['no purpose', { $unset: { 'proof.purpose': 1 } }],
    ['another purpose', { $set: { 'proof.purpose': 'invitation' } }],
    ['null as its purpose', { $set: { 'proof.purpose': null } }],
    ['no time of issue', { $unset: { 'proof.issuedAt': 1 } }],
    ['null as its time of issue', { $set: { 'proof.issuedAt': null } }],
    ['no digest', { $unset: { 'proof.digest': 1 } }],
    ['null as its digest', { $set: { 'proof.digest': null } }],
    ['nothing at all', { $set: { proof: null } }],
    ['an unknown state of the person', { $set: { status: 'damaged' } }],
  ])('is dead when its record holds %s', async (_what, damage) => {
    const link = await mailedLink(latchkey, smtp, bob)
    const visitor = await opened(link)
    await mongoose.model('Person').updateOne({ username: bob.username }, damage, { strict: false })
    await expectDead(link)
    await visitor.submit('Set password', { new_password: fresh(10), confirm_password: fresh(10) })
    expect(visitor.status).toBe(410)
    await mongoose
      .model('Person')
      .updateOne({ username: bob.username }, { $set: { status: 'active' }, $unset: { proof: 1 } })
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
  })

  test('changes the one account it was made for, whoever else the form names', async () => {
    const link = await mailedLink(latchkey, smtp, bob)
    const visitor = await opened(link)
    const names = `username=alice&userId=1&email=${encodeURIComponent(alice.email)}&id=1`
    const chosen = encodeURIComponent(fresh(12))
    await visitor.post('/reset-password', `new_password=${chosen}&confirm_password=${chosen}&${names}`)
    expect(visitor.status).toBe(400)
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
    await expectAlive(link)
  })

  test('signs nobody in: after choosing a password My Account still asks for it', async () => {
    const visitor = await choosePassword(latchkey, await mailedLink(latchkey, smtp, bob), fresh(13))
    bob.password = fresh(13)
    expect(visitor.heading).toBe('Sign in')
    await visitor.open('/my-account')
    expect(visitor.heading).toBe('Sign in')
  })
})
