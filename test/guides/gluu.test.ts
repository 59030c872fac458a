import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, becomeAdministrator, lastMailTo, linkIn, welcome } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the Gluu guide, step by step', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
  })
  afterAll(() => smtp.close())

  test('the setup link leads to an administrator and the console', async () => {
    console = await becomeAdministrator(latchkey)
    expect(console.heading).toBe('SMTP Server Configuration')
    expect(console.text).toContain('Organization Configuration')
  })

  test('the SMTP form is found under Configuration, tested with the values on screen and saved', async () => {
    await console.open('/configuration/organization')
    expect(console.heading).toBe('SMTP Server Configuration')
    const values = {
      host: '127.0.0.1',
      port: String(smtp.port),
      protection: 'None',
      authentication: 'none',
      from_email: 'id@example.test',
    }
    await console.submit('Test Configuration', values)
    expect(console.text).toContain('SMTP Test succeeded!')
    expect(lastMailTo(smtp, 'admin@example.test').parsed.subject).toBe('SMTP Server Configuration Verification')
    await console.submit('Update')
    expect(console.text).toContain('SMTP settings saved. These exact values were tested.')
  })

  test('Self-Service Password Reset is enabled and the sign-in page then shows the link', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/sign-in')
    expect(visitor.text).not.toContain('Forgot your Password?')
    await console.follow('System Configuration')
    await console.submit('Update', { self_service_password_reset: 'on' })
    expect(console.text).toContain('On. The sign-in page shows the link.')
    await visitor.open('/sign-in')
    expect(visitor.text).toContain('Forgot your Password?')
  })

  test('a test user resets the password by mail and signs in with it', async () => {
    await welcome(latchkey, { console, smtp, person: alice })
    const visitor = latchkey.visitor()
    await visitor.open('/my-account')
    expect(visitor.heading).toBe('Sign in')
    await visitor.follow('Forgot your Password?')
    await visitor.submit('Send Mail', { identifier: alice.email })
    expect(visitor.heading).toBe('Check your mailbox')
    await latchkey.deps.background.idle()

    const mail = lastMailTo(smtp, alice.email)
    expect(mail.parsed.subject).toBe('Password reset was requested at Latchkey')
    await visitor.open(linkIn(mail))
    expect(visitor.path).toBe('/reset-password')
    await visitor.submit('Set password', {
      new_password: 'new words for an old door',
      confirm_password: 'new words for an old door',
    })
    expect(visitor.path).toBe('/sign-in?return_to=%2Fmy-account')
    expect(visitor.text).toContain('Your password is set.')
    await visitor.submit('Sign in', { identifier: 'alice', password: 'new words for an old door' })
    expect(visitor.heading).toBe('My Account')
    await latchkey.deps.background.idle()
    expect(lastMailTo(smtp, alice.email).parsed.subject).toBe('Your password at Latchkey was changed')
  })
})
