import { X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dumpDatabase } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, mailsTo, moveIn, proveIfAsked, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const path = '/configuration/organization/smtp'
const system = '/configuration/organization/system'
const credentials = { user: 'latchkey', pass: 'Gr4nd piano & "quotes" <b>' }

describe('the SMTP form', () => {
  const latchkey = useLatchkey()
  let plain: TestSmtpServer
  let locked: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    plain = await startSmtpServer()
    locked = await startSmtpServer({ credentials })
    await moveIn(latchkey, plain, [alice])
  })
  afterAll(() => Promise.all([plain.close(), locked.close()]))
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
    await console.open(path)
  })

  const values = (port: number, more: Record<string, string> = {}) => ({
    host: '127.0.0.1',
    port: String(port),
    protection: 'None',
    authentication: 'none',
    from_name: 'Example Org',
    from_email: 'no-reply@example.test',
    ...more,
  })
  const withPassword = (more: Record<string, string> = {}) =>
    values(locked.port, { authentication: 'password', user_name: credentials.user, ...more })

  /** What is saved, as the page shows it when it is opened afresh. */
  async function saved(): Promise<Record<string, string>> {
    const { _csrf, ...fields } = (await (await signInToConsole(latchkey)).open(path)).form('Update').fields
    return fields
  }

  async function savePassword(): Promise<void> {
    await console.submit('Update', withPassword({ password: credentials.pass }))
    expect(console.text).toContain('SMTP settings saved')
    await console.open(path)
  }

  const authentications = () => locked.commands.filter((command) => /^AUTH/i.test(command)).length

  describe('Test Configuration', () => {
    test('sends one real mail with the values on the screen and saves nothing', async () => {
      const before = await saved()
      await console.submit(
        'Test Configuration',
        values(locked.port, { ...withPassword(), password: credentials.pass, from_email: 'other@example.test' }),
      )
      expect(console.text).toContain('SMTP Test succeeded!')
      expect(locked.mails.at(-1)?.envelope).toEqual({ from: 'other@example.test', to: ['admin@example.test'] })
      expect(console.form('Update').fields).toMatchObject({ from_email: 'other@example.test', password: '' })
      expect(await saved()).toEqual(before)
    })

    test('sends it where the administrator wants it', async () => {
      await console.submit('Test Configuration', values(plain.port, { test_recipient: 'postmaster@example.test' }))
      expect(plain.mails.at(-1)?.envelope.to).toEqual(['postmaster@example.test'])
      expect(console.text).toContain('postmaster@example.test was accepted')
    })

    test.each<[string, () => Record<string, string>, RegExp]>([
      ['a port where nobody listens', () => values(1), /Nothing listens/],
      ['a wrong password', () => withPassword({ password: 'not it' }), /535|credentials/],
      ['TLS on a plain port', () => values(plain.port, { protection: 'SslTls' }), /could not be encrypted|TLS/],
      ['StartTls where it is not offered', () => values(plain.port, { protection: 'StartTls' }), /STARTTLS|encrypted/],
      [
        'a host that does not exist',
        () => values(25, { host: 'no-such-host.invalid' }),
        /no host named|did not answer/,
      ],
      ['an address of cloud metadata', () => values(25, { host: '169.254.169.254' }), /never sent to/],
      ['a server that wants a sign-in', () => values(locked.port), /530|sign-in/],
    ])('fails with a reason for %s and saves nothing', async (_what, wrong, reason) => {
      const before = await saved()
      await console.submit('Test Configuration', wrong())
      expect(console.status).toBe(200)
      expect(console.text).toContain('SMTP Test Failed')
      expect(console.$('.verdict-error').text()).toMatch(reason)
      expect(console.$('.verdict-error').text()).toContain('What to do')
      expect(await saved()).toEqual(before)
    })

    test('shows nothing of what a service says that is no mail server', async () => {
      const service: Server = createServer((socket) =>
        socket.end('HTTP/1.1 400 secret-banner of an inner service\r\n\r\n'),
      )
      await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
      const { port } = service.address() as { port: number }
      await console.submit('Test Configuration', values(port))
      expect(console.text).toContain('SMTP Test Failed')
      expect(console.html).not.toContain('secret-banner')
      service.close()
    })
  })

  describe('the password', () => {
    test('is kept while host, port, protection and user name stay the same', async () => {
      await savePassword()
      expect(console.text).toContain('A password is saved. Leave empty to keep it.')
      await console.submit('Update', withPassword({ from_name: 'Another Name' }))
      expect(console.text).toContain('SMTP settings saved')
      const before = authentications()
      await console.submit('Test Configuration', withPassword())
      expect(console.text).toContain('SMTP Test succeeded!')
      expect(authentications()).toBe(before + 1)
    })

    test.each<[string, Record<string, string>]>([
      ['the host', { host: 'localhost' }],
      ['the host to the same in capitals', { host: 'LOCALHOST' }],
      ['the port', { port: '2525' }],
      ['the protection', { protection: 'StartTls' }],
      ['the user name', { user_name: 'somebody-else' }],
    ])('is asked for again when %s changes, and no server sees it', async (_what, change) => {
      await savePassword()
      const [before, settings] = [authentications(), await saved()]
      for (const button of ['Test Configuration', 'Update']) {
        await console.submit(button, withPassword(change))
        expect([console.status, console.errorAt('password')]).toEqual([422, expect.stringContaining('asked for again')])
      }
      expect(authentications()).toBe(before)
      expect(await saved()).toEqual(settings)
    })

    test('typed for a test need not be typed again for Update', async () => {
      await console.submit('Test Configuration', withPassword({ password: credentials.pass }))
      expect(console.text).toContain('SMTP Test succeeded!')
      await console.submit('Update')
      expect(console.text).toContain('SMTP settings saved. These exact values were tested.')
      await forgot(latchkey, alice.username)
      expect(mailsTo(locked, alice.email).length).toBeGreaterThan(0)
    })

    test('typed for a test is not taken for another endpoint, another session or after ten minutes', async () => {
      await console.submit('Update', values(plain.port))
      await console.submit('Test Configuration', withPassword({ password: credentials.pass }))
      await console.submit('Update', withPassword({ user_name: 'somebody-else' }))
      expect(console.status).toBe(422)
      const other = await signInToConsole(latchkey)
      await other.open(path)
      await other.submit('Update', withPassword())
      expect(other.status).toBe(422)
      latchkey.clock.advanceMinutes(11)
      await console.open(path)
      await console.submit('Update', withPassword())
      await proveIfAsked(console)
      expect(console.status).toBe(422)
    })

    test('that a test found wrong does not replace the saved one when the field is left empty', async () => {
      await savePassword()
      await console.submit('Test Configuration', withPassword({ password: 'a typing mistake' }))
      expect(console.text).toContain('SMTP Test Failed')
      await console.submit('Update', withPassword())
      const fresh = await (await signInToConsole(latchkey)).open(path)
      await fresh.submit('Test Configuration')
      expect(fresh.text).toContain('SMTP Test succeeded!')
    })

    test('can be removed', async () => {
      await savePassword()
      await console.submit('Update', withPassword({ clear_password: 'on' }))
      expect(console.text).toContain('SMTP settings saved')
      await console.open(path)
      expect(console.text).toContain('No password is saved.')
      expect(console.form('Update').fields.authentication).toBe('none')
      await console.submit('Update', withPassword())
      expect([console.status, console.errorAt('password')]).toEqual([
        422,
        expect.stringContaining('Enter the password'),
      ])
    })

    test('never appears on a page, in a log line or in the database', async () => {
      const pages: string[] = []
      for (const password of [credentials.pass, 'A very wrong one']) {
        await console.open(path)
        for (const button of ['Test Configuration', 'Update', 'Test Configuration']) {
          await console.submit(button, withPassword({ password }))
          pages.push(console.html)
          await console.submit(button, withPassword({ password, port: 'x' }))
          pages.push(console.html)
        }
        await forgot(latchkey, alice.username)
        latchkey.clock.advanceMinutes(6)
        await latchkey.deps.background.idle()
        for (const page of ['/', path, system, '/users', '/configuration']) pages.push((await console.open(page)).html)
      }
      const everything = [...pages, ...latchkey.logLines, await dumpDatabase()].join('\n')
      for (const password of [credentials.pass, 'A very wrong one']) {
        const encoded = Buffer.from(password).toString('base64')
        const plainAuth = Buffer.from(`\0${credentials.user}\0${password}`).toString('base64')
        for (const form of [password, encoded, plainAuth, encodeURIComponent(password)])
          expect(everything).not.toContain(form)
      }
    })

    test('never appears where a server repeats what it was told', async () => {
      const echo = createServer((socket) => {
        socket.write('220 echo ESMTP\r\n')
        socket.on('data', (data) => {
          const line = String(data).trim()
          socket.write(/^EHLO/.test(line) ? '250-echo\r\n250 AUTH PLAIN LOGIN\r\n' : `535 5.7.8 rejected: ${line}\r\n`)
        })
      })
      await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
      const { port } = echo.address() as { port: number }
      await console.submit(
        'Test Configuration',
        values(port, { ...withPassword(), port: String(port), password: 'open sesame now' }),
      )
      const pages = [console.html]
      await console.submit('Update')
      await forgot(latchkey, alice.username)
      pages.push((await console.open(system)).html)
      const everything = [...pages, ...latchkey.logLines, await dumpDatabase()].join('\n')
      echo.close()
      expect(everything).toContain('rejected')
      expect(everything).not.toContain(Buffer.from(`\0${credentials.user}\0open sesame now`).toString('base64'))
    })
  })

  describe('the note on testing', () => {
    test('is true: it speaks of exactly these values, password included', async () => {
      await console.submit(
        'Update',
        values(plain.port, { from_name: `Never tested ${latchkey.clock.now().getTime()}` }),
      )
      expect(console.text).toContain('SMTP settings saved, but not tested yet.')
      expect(console.text).toContain('The saved values have not been tested.')
      await console.submit('Test Configuration')
      await console.submit('Update')
      expect(console.text).toContain('These exact values were tested.')
      expect(console.text).toMatch(/The saved values were tested on \d{4}-\d\d-\d\d at \d\d:\d\d UTC/)
      await console.submit('Update')
      expect(console.text).toContain('These exact values were tested.')
      await console.submit('Test Configuration')
      await console.submit('Update', { from_name: 'Changed after the test' })
      expect(console.text).toContain('SMTP settings saved, but not tested yet.')
    })

    test('does not praise a test that failed, nor a password that was not the tested one', async () => {
      await console.submit('Test Configuration', withPassword({ password: credentials.pass }))
      await console.submit('Update', withPassword({ password: 'another password' }))
      expect(console.text).toContain('but not tested yet')
      await console.submit('Test Configuration', withPassword({ password: 'not it' }))
      await console.submit('Update', withPassword({ password: 'not it' }))
      expect(console.text).toContain('but not tested yet')
    })
  })

  describe('every field', () => {
    const long = (size: number) => 'a'.repeat(size)
    test.each<[string, string, string]>([
      ['host', '', 'Enter the name of the mail server'],
      ['host', 'mail example', 'Enter a host name'],
      ['host', 'smtp://mail.example.test', 'Enter a host name'],
      ['host', 'mail.example.test/x', 'Enter a host name'],
      ['host', '-mail.example.test', 'Enter a host name'],
      ['host', 'mail\r\nRCPT', 'on one line'],
      ['host', `${long(64)}.`.repeat(4), 'at most 253'],
      ['port', '', 'whole number from 1 to 65535'],
      ['port', '0', 'whole number from 1 to 65535'],
      ['port', '65536', 'whole number from 1 to 65535'],
      ['port', '-25', 'whole number from 1 to 65535'],
      ['port', '25.5', 'whole number from 1 to 65535'],
      ['port', '1e3', 'whole number from 1 to 65535'],
      ['port', '0x19', 'whole number from 1 to 65535'],
      ['port', '٢٥', 'whole number from 1 to 65535'],
      ['protection', 'none', 'Choose None, StartTls or SslTls'],
      ['protection', '', 'Choose None, StartTls or SslTls'],
      ['authentication', 'xoauth2', 'Choose how to authenticate'],
      ['user_name', long(255), 'at most 254'],
      ['user_name', 'a\nb', 'on one line'],
      ['password', long(257), 'at most 256'],
      ['password', 'a\0b'.slice(0, 1) + long(300), 'at most 256'],
      ['clear_password', 'yes', 'Tick this box or leave it'],
      ['from_name', long(101), 'at most 100'],
      ['from_name', 'A\r\nBcc: x@evil.test', 'on one line'],
      ['from_email', '', 'Enter the address mails come from'],
      ['from_email', 'no address', 'Enter one address'],
      ['from_email', 'a@b.test, c@d.test', 'Enter one address'],
      ['from_email', 'A <a@b.test>', 'Enter one address'],
      ['from_email', 'a@b.test\r\nBcc: c@d.test', 'on one line'],
      ['from_email', 'a@localhost', 'Enter one address'],
      ['reply_to', 'x', 'Enter one address'],
      ['reply_to', 'a@b.test,c@d.test', 'Enter one address'],
      ['trust', 'everything', 'Choose which certificates to trust'],
      ['ca_certificate', long(20_001), 'at most 20,000'],
      ['certificate_fingerprint', long(129), 'at most 128'],
      ['helo_name', 'a b', 'Enter a host name'],
      ['helo_name', 'a\r\nMAIL FROM:<x@y.test>', 'on one line'],
      ['test_recipient', 'a@b.test, c@d.test', 'Enter one address'],
      ['test_recipient', 'nobody', 'Enter one address'],
    ])('says beside %s what is wrong with %j', async (field, value, message) => {
      const before = await saved()
      const accepted = plain.mails.length
      // the box is shown only while a password is saved, so this goes past the form
      const { fields } = console.form('Update')
      for (const action of ['test', 'update']) {
        await console.open(path)
        await console.post(path, { ...fields, ...values(plain.port), _csrf: console.formToken, action, [field]: value })
        expect(console.status).toBe(422)
        expect(`${console.errorAt(field)} ${console.$('#error-summary').text()}`).toContain(message)
      }
      expect(plain.mails.length).toBe(accepted)
      expect(await saved()).toEqual(before)
    })

    test.each([
      [{ authentication: 'password', user_name: '' }, 'user_name', 'Enter the user name'],
      [{ trust: 'ca', ca_certificate: '' }, 'ca_certificate', 'Paste a certificate in PEM form'],
      [
        { trust: 'ca', ca_certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
        'ca_certificate',
        'PEM form',
      ],
      [{ trust: 'pin', certificate_fingerprint: '' }, 'certificate_fingerprint', '64 hexadecimal digits'],
      [{ trust: 'pin', certificate_fingerprint: 'AB:CD' }, 'certificate_fingerprint', '64 hexadecimal digits'],
    ])('is weighed with the others: %j', async (more, field, message) => {
      await console.submit('Update', values(plain.port, more as unknown as Record<string, string>))
      expect([console.status, console.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
    })

    test('keeps what was typed when another one is wrong', async () => {
      await console.submit(
        'Update',
        values(plain.port, { port: 'x', from_name: 'Typed "with" <care>', helo_name: 'me.example.test' }),
      )
      expect(console.form('Update').fields).toMatchObject({
        port: 'x',
        from_name: 'Typed "with" <care>',
        helo_name: 'me.example.test',
      })
    })
  })

  describe('a server with its own certificate', () => {
    let tls: TestSmtpServer
    beforeAll(async () => {
      tls = await startSmtpServer({ tls: 'tls', certificate: 'localhost', credentials })
    })
    afterAll(() => tls.close())
    const secure = (more: Record<string, string>) =>
      values(tls.port, {
        host: 'localhost',
        protection: 'SslTls',
        authentication: 'password',
        user_name: credentials.user,
        password: credentials.pass,
        ...more,
      })

    test('is refused at first, before it is told the password', async () => {
      await console.submit('Test Configuration', secure({}))
      expect(console.text).toContain('SMTP Test Failed')
      expect(console.text).toMatch(/self-signed|CA this machine does not know/)
      expect(tls.commands.filter((command) => /AUTH/i.test(command))).toEqual([])
    })

    test('works with its CA certificate, kept with line breaks of every kind', async () => {
      await console.submit(
        'Test Configuration',
        secure({ trust: 'ca', ca_certificate: tls.certificate.replaceAll('\n', '\r\n') }),
      )
      expect(console.text).toContain('SMTP Test succeeded!')
      await console.submit('Update')
      expect(console.text).toContain('These exact values were tested.')
    })

    test('works with its pin and with no other', async () => {
      const pin = new X509Certificate(tls.certificate).fingerprint256
      await console.submit('Test Configuration', secure({ trust: 'pin', certificate_fingerprint: pin }))
      expect(console.text).toContain('SMTP Test succeeded!')
      await console.submit(
        'Test Configuration',
        secure({ trust: 'pin', certificate_fingerprint: pin.replaceAll(':', '').toLowerCase() }),
      )
      expect(console.text).toContain('SMTP Test succeeded!')
      const before = tls.commands.filter((command) => /AUTH/i.test(command)).length
      await console.submit('Test Configuration', secure({ trust: 'pin', certificate_fingerprint: '0'.repeat(64) }))
      expect(console.text).toContain('SMTP Test Failed')
      expect(tls.commands.filter((command) => /AUTH/i.test(command)).length).toBe(before)
    })
  })

  test('a saved wrong password stops the queue, System Configuration says so, and the right one sends the waiting mail', async () => {
    await console.submit('Update', withPassword({ password: 'wrong for sure' }))
    const before = mailsTo(locked, alice.email).length
    await forgot(latchkey, alice.username)
    await console.open(system)
    expect(console.$('.state').text()).toMatch(
      /On, but mail has not worked since \d\d:\d\d UTC\. The server said: .*credentials/,
    )
    await console.open('/')
    expect(console.$('.health').text()).toMatch(/mail has not worked since/i)
    const tries = authentications()
    latchkey.clock.advanceMinutes(1)
    await latchkey.deps.background.idle()
    expect(authentications()).toBe(tries)

    await console.open(path)
    await console.submit('Update', withPassword({ password: credentials.pass }))
    await latchkey.deps.background.idle()
    expect(mailsTo(locked, alice.email).length - before).toBe(1)
    await console.open(system)
    expect(console.$('.state').text()).toContain('On. The sign-in page shows the link.')
  })
})
