import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dumpDatabase } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { type FaultyServer, startFaultyServer } from '../support/fault-smtp.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, moveIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { startTokenServer, type TokenServer } from '../support/token-server.ts'

const path = '/configuration/organization/smtp'
const leaf = readFileSync(join(import.meta.dirname, '../support/certificates/no-ca.crt'), 'utf8')

describe('the diagnosis on the SMTP page', () => {
  const latchkey = useLatchkey()
  let plain: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    plain = await startSmtpServer()
    await moveIn(latchkey, plain, [alice])
  })
  afterAll(() => plain.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
    await console.open(path)
  })

  const values = (port: number, more: Record<string, string> = {}) => ({
    host: 'localhost',
    port: String(port),
    protection: 'None',
    authentication: 'none',
    from_name: 'Example Org',
    from_email: 'no-reply@example.test',
    ...more,
  })

  /** The steps as the page lists them: name, state, and what was said. */
  function steps(): string[] {
    const $ = console.$
    return $('.stages > li')
      .map((_, item) => $(item).find('.stage-name').text().replaceAll(/\s+/g, ' ').trim())
      .get()
  }

  async function faulty(script: Parameters<typeof startFaultyServer>[0], act: (server: FaultyServer) => Promise<void>) {
    const server = await startFaultyServer(script)
    try {
      await act(server)
    } finally {
      await server.close()
    }
  }

  test('lists every step of a success, the certificate and the transcript, and offers to save', async () => {
    const relay = await startSmtpServer({ tls: 'starttls' })
    const trust = { protection: 'StartTls', trust: 'ca', ca_certificate: relay.certificate }
    await console.submit('Test Configuration', values(relay.port, trust))
    expect(console.text).toContain('SMTP Test succeeded!')
    expect(steps()).toEqual([
      'Name look-up Passed',
      'Connect Passed',
      'Greeting Passed',
      'TLS Passed',
      'Authentication Not used',
      'Sender Passed',
      'Recipient Passed',
      'Data Passed',
    ])
    expect(console.$('.stage-time').first().text()).toMatch(/^(under 1|\d+) ms$/)
    expect(console.$('.facts').text()).toContain(new X509Certificate(relay.certificate).fingerprint256)
    expect(console.$('.transcript').text()).toMatch(/C: EHLO .*\n(?:S: 250.*\n)+C: STARTTLS\nS: 220/)
    expect(console.text).toContain('CN=localhost, valid until 2100-10-26')
    await console.submit('Save these values')
    expect(console.text).toContain('SMTP settings saved. These exact values were tested.')
    await relay.close()
  })

  test('names the step that failed, what the server said, and what was not reached', async () => {
    await faulty({ answers: { MAIL: '550 5.7.1 <b>not</b> your address' } }, async ({ port }) => {
      await console.submit('Test Configuration', values(port))
      expect(console.$('.verdict-error').text()).toContain('Sender: The server refuses the From Email Address.')
      expect(console.$('.verdict-error code').text()).toBe('550 5.7.1 <b>not</b> your address')
      expect(steps().slice(-3)).toEqual(['Sender Failed', 'Recipient Not reached', 'Data Not reached'])
    })
  })

  test('shows a refused certificate, which one button pins without saving anything', async () => {
    const relay = await startSmtpServer({ tls: 'tls', certificate: 'other-name' })
    await console.submit('Test Configuration', values(relay.port, { protection: 'SslTls', from_name: 'Typed' }))
    const { fingerprint256 } = new X509Certificate(relay.certificate)
    expect(console.$('.diagnosis .notice-error').text()).toMatch(/signed by itself[\s\S]*not for localhost/)
    expect(console.$('.facts').text()).toContain(fingerprint256)
    await console.submit('Pin this certificate')
    expect(console.form('Update').fields).toMatchObject({
      trust: 'pin',
      certificate_fingerprint: fingerprint256,
      from_name: 'Typed',
      protection: 'SslTls',
    })
    await console.submit('Test Configuration')
    expect(console.text).toContain('SMTP Test succeeded!')
    expect((await (await signInToConsole(latchkey)).open(path)).form('Update').fields.trust).not.toBe('pin')
    await relay.close()
  })

  test('puts no fingerprint in that is none', async () => {
    await console.post(path, { action: 'pin', shown_fingerprint: '"><script>' })
    expect(console.status).toBe(422)
    expect(console.html).not.toContain('"><script>')
  })

  test('leaves an audit entry for a test and for an update, which name the step and no secret', async () => {
    await faulty({ capabilities: ['AUTH PLAIN'], answers: { AUTH: '535 no' } }, async ({ port }) => {
      const secret = { authentication: 'password', user_name: 'u', password: 'never to be seen' }
      await console.submit('Test Configuration', values(port, secret))
      await console.submit('Update')
      const all = await dumpDatabase()
      expect(all).toContain(`localhost:${port} None, failed at authentication`)
      expect(all).toContain(`localhost:${port} None, not tested`)
      expect(all).not.toContain('never to be seen')
    })
  })

  test.each([
    ['microsoft-application', { host: 'smtp.office365.com', authentication: 'client-credentials' }],
    ['microsoft-mailbox', { authentication: 'refresh-token', scope: /SMTP\.Send/ }],
    ['google', { host: 'smtp.gmail.com', authentication: 'refresh-token' }],
    ['google-password', { authentication: 'password', port: '587' }],
  ])('fills in what is known of %s and saves nothing', async (name, fields) => {
    const before = console.form('Update').fields
    await console.open(`${path}?preset=${name}`)
    const shown = console.form('Update').fields
    for (const [field, value] of Object.entries(fields)) expect(shown[field]).toEqual(expect.stringMatching(value))
    expect(shown.from_email).toBe(before.from_email)
    await console.open(`${path}?preset=constructor`)
    expect(console.form('Update').fields).toEqual({ ...before, _csrf: expect.any(String) })
  })

  test.each([
    ['a server’s own certificate', 'other', /not the certificate of a CA/],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----', /private key/],
    ['words', 'hello', /PEM form/],
  ])('says why a CA certificate is none: %s', async (_what, text, message) => {
    const pem = text === 'other' ? leaf : text
    await console.submit('Update', values(plain.port, { trust: 'ca', ca_certificate: pem }))
    expect([console.status, console.errorAt('ca_certificate')]).toEqual([422, expect.stringMatching(message)])
  })

  test('says when a CA certificate is over', async () => {
    const server = await startSmtpServer({ certificate: 'expired' })
    await console.submit('Update', values(plain.port, { trust: 'ca', ca_certificate: server.certificate }))
    expect(console.errorAt('ca_certificate')).toContain('expired on 2020-02-01')
    await server.close()
  })

  describe('with OAuth2', () => {
    let tokens: TokenServer
    let relay: FaultyServer
    beforeEach(async () => {
      tokens = await startTokenServer()
      relay = await startFaultyServer({ capabilities: ['AUTH XOAUTH2'], answers: { AUTH: '235 2.7.0 welcome' } })
      return () => Promise.all([tokens.close(), relay.close()])
    })

    const oauth = (more: Record<string, string> = {}) =>
      values(relay.port, {
        authentication: 'refresh-token',
        user_name: 'alice@example.test',
        token_endpoint: tokens.endpoint,
        client_id: 'latchkey-client',
        scope: 'smtp.send',
        trust: 'ca',
        ca_certificate: tokens.certificate,
        ...more,
      })
    const typed = { client_secret: 'a secret of the client', refresh_token: 'a token to refresh' }

    test('tests the token endpoint too, keeps the secrets sealed, and delivers with them', async () => {
      await console.submit('Test Configuration', oauth(typed))
      expect(console.text).toContain('SMTP Test succeeded!')
      expect(steps()).toContain('Access token Passed')
      const pages = [console.html]
      await console.submit('Update', oauth())
      expect(console.text).toContain('These exact values were tested.')
      pages.push(console.html)
      expect(console.text).toContain('A client secret is saved. Leave empty to keep it.')
      await forgot(latchkey, alice.username)
      expect(relay.heard.filter((line) => line.startsWith('RCPT')).at(-1)).toContain(alice.email)
      const everything = [...pages, ...latchkey.logLines, await dumpDatabase()].join('\n')
      for (const secret of [...Object.values(typed), 'token-1'])
        for (const form of [secret, Buffer.from(secret).toString('base64')]) expect(everything).not.toContain(form)
    })

    test.each<[string, Record<string, string>, string[]]>([
      ['host', { host: '127.0.0.1' }, ['client_secret', 'refresh_token']],
      ['user name', { user_name: 'bob@example.test' }, ['client_secret', 'refresh_token']],
      ['token endpoint', { token_endpoint: 'https://localhost:9/token' }, ['client_secret', 'refresh_token']],
      ['client ID', { client_id: 'another' }, ['client_secret', 'refresh_token']],
    ])('asks for the secrets again when the %s changes, and nobody sees them', async (_what, change, fields) => {
      await console.submit('Update', oauth(typed))
      expect(console.text).toContain('SMTP settings saved')
      await console.open(path)
      for (const button of ['Test Configuration', 'Update']) {
        await console.submit(button, oauth(change))
        expect(console.status).toBe(422)
        for (const field of fields) expect(console.errorAt(field)).toContain('asked for again')
      }
      expect(tokens.asked).toEqual([])
    })

    test('keeps the refresh token that replaces the saved one', async () => {
      await console.submit('Update', oauth(typed))
      tokens.answerWith({ body: { access_token: 'x', expires_in: 61, refresh_token: 'the next token' } })
      await forgot(latchkey, alice.username)
      await console.open(path)
      await console.submit('Test Configuration', oauth())
      expect(tokens.asked.map(({ refresh_token }) => refresh_token)).toEqual([typed.refresh_token, 'the next token'])
    })

    test('can be cleared', async () => {
      await console.submit('Update', oauth(typed))
      await console.open(path)
      await console.submit('Update', oauth({ clear_oauth: 'on' }))
      expect(console.form('Update').fields.authentication).toBe('none')
      expect(console.text).toContain('No client secret is saved.')
    })

    test.each([
      ['token_endpoint', { token_endpoint: 'http://localhost/token' }, 'begins with https://'],
      ['token_endpoint', { token_endpoint: 'https://user@localhost/token' }, 'begins with https://'],
      ['client_id', { client_id: '' }, 'Enter the client ID'],
      ['user_name', { user_name: '' }, 'Enter the user name'],
      ['scope', { scope: 'a"b' }, 'separated by spaces'],
      ['client_secret', { client_secret: 'a'.repeat(2_001) }, 'at most 2000'],
    ])('says beside %s what is wrong with %j', async (field, change, message) => {
      await console.submit('Update', oauth({ ...typed, ...(change as unknown as Record<string, string>) }))
      expect([console.status, console.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
      expect(console.html).not.toContain(typed.refresh_token)
    })
  })
})
