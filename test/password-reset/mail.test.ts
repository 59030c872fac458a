import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setProof } from '../security/flood.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, choosePassword, forgot, lastMailTo, linkIn, mailsTo, moveIn, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the reset mail', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await setProof(await moveIn(latchkey, smtp, [alice, bob]), { proof_of_work: '' })
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  test.each(['alice', 'Alice', 'ALICE', 'ａｌｉｃｅ', 'alice@example.test', 'ALICE@EXAMPLE.TEST', ' alice '])(
    'goes to the stored address alone when asked for by "%s"',
    async (identifier) => {
      const [mails, commands] = [smtp.mails.length, smtp.commands.length]
      await forgot(latchkey, identifier)
      expect(smtp.mails.slice(mails).map((mail) => mail.envelope.to)).toEqual([[alice.email]])
      const recipients = smtp.commands.slice(commands).filter((command) => /^RCPT/i.test(command))
      expect(recipients).toEqual([expect.stringContaining(`<${alice.email}>`)])
      expect(smtp.mails.at(-1)?.parsed.to).toMatchObject({ value: [{ address: alice.email }] })
    },
  )

  test.each([
    'alice@example.test,mallory@evil.test',
    'alice@example.test;mallory@evil.test',
    'alice@example.test mallory@evil.test',
    'alice@example.test|mallory@evil.test',
    '"alice@example.test"@evil.test',
    'alice@example.test@evil.test',
    'alice@example.test%0d%0aBcc: mallory@evil.test',
    'alice@ex\u0430mple.test',
    'al\u0131ce@example.test',
    'alice@example.te\u017ft',
    'alice(comment)@example.test',
    'alice@example.test.',
    'alice@exam\u00adple.test',
    '=?utf-8?q?alice?=@example.test',
    'alice@[127.0.0.1]',
    '<alice@example.test>',
    'Alice <alice@example.test>',
  ])('is not sent to anybody for the text %j', async (identifier) => {
    const [mails, commands] = [smtp.mails.length, smtp.commands.length]
    await forgot(latchkey, identifier)
    expect(smtp.mails.slice(mails)).toEqual([])
    expect(smtp.commands.slice(commands)).toEqual([])
  })

  test('is refused beside the field for text that is not one line', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    await visitor.submit('Send Mail', { identifier: 'alice@example.test\r\nBcc: mallory@evil.test' })
    expect(visitor.status).toBe(422)
    expect(visitor.errorAt('identifier')).toContain('Use ordinary characters, on one line')
  })

  test('is sent at most three times in fifteen minutes, and the newest link still works after a flood', async () => {
    const before = mailsTo(smtp, bob.email).length
    for (let time = 1; time <= 12; time++) await forgot(latchkey, time % 2 ? bob.username : bob.email)
    expect(mailsTo(smtp, bob.email).length - before).toBe(3)
    const link = linkIn(lastMailTo(smtp, bob.email))
    const visitor = await choosePassword(latchkey, link, 'nine lanterns in the fog')
    expect(visitor.text).toContain('Your password is set.')
    expect((await signIn(latchkey, { ...bob, password: 'nine lanterns in the fog' })).heading).toBe('My Account')
  })

  test('comes again when fifteen minutes have passed', async () => {
    for (let time = 1; time <= 4; time++) await forgot(latchkey, bob.username)
    const before = mailsTo(smtp, bob.email).length
    latchkey.clock.advanceMinutes(16)
    await forgot(latchkey, bob.username)
    expect(mailsTo(smtp, bob.email).length - before).toBe(1)
  })

  test('stops for a client who asks for too many people, while the answer stays the same', async () => {
    for (let time = 1; time <= 30; time++) await forgot(latchkey, `nobody-${time}`)
    const before = smtp.mails.length
    const visitor = await forgot(latchkey, bob.username)
    expect(visitor.path).toBe('/forgot-password/sent')
    expect(smtp.mails.length).toBe(before)
  })

  test.each<[string, Record<string, string>]>([
    ['X-Forwarded-Host', { 'X-Forwarded-Host': 'evil.test' }],
    ['X-Forwarded-Proto', { 'X-Forwarded-Proto': 'https' }],
    ['X-Forwarded-Port', { 'X-Forwarded-Port': '81' }],
    ['X-Forwarded-Prefix', { 'X-Forwarded-Prefix': '/x' }],
    ['Forwarded', { Forwarded: 'host=evil.test;proto=https' }],
    ['X-Original-URL', { 'X-Original-URL': 'http://evil.test/', 'X-Rewrite-URL': '/x' }],
    ['X-Host', { 'X-Host': 'evil.test', 'X-Forwarded-Server': 'evil.test', 'X-HTTP-Host-Override': 'evil.test' }],
    ['another loopback host', { Host: 'localhost:1', Origin: 'http://localhost:1' }],
  ])('carries the configured address whatever %s says', async (_name, headers) => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&return_to=&identifier=alice`
    const answer = await visitor.send('POST', '/forgot-password', { headers, body })
    expect(answer.status).toBe(303)
    await latchkey.deps.background.idle()
    const mail = lastMailTo(smtp, alice.email)
    expect(linkIn(mail)).toMatch(/^http:\/\/latchkey\.test\/reset-password\?token=[\w-]{43}$/)
    expect(mail.raw).not.toMatch(/evil\.test|localhost:1/)
  })

  test('shows where it was asked from as plain words that no mail program turns into a link', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&return_to=&identifier=alice`
    const agent = 'https://evil.test/ <b>Click</b>\t"x"'
    await visitor.send('POST', '/forgot-password', { headers: { 'User-Agent': agent }, body })
    await latchkey.deps.background.idle()
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.text).not.toContain('https://evil.test')
    expect(String(parsed.html)).not.toContain('<b>Click')
    expect(String(parsed.html)).not.toMatch(/href="[^"]*evil/)
  })
})
