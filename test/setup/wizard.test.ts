import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, configureSmtp, switchReset } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const latchkey = useLatchkey()
let smtp: TestSmtpServer

beforeAll(async () => {
  smtp = await startSmtpServer()
})
afterAll(() => smtp.close())

describe('The setup wizard', () => {
  test('leads from the administrator over mail to the switch, and is over then', async () => {
    const console = await becomeAdministrator(latchkey)
    expect([console.heading, stepOf(console)]).toEqual(['SMTP Server Configuration', 'Mail server'])
    await configureSmtp(console, smtp.port)
    expect([console.heading, stepOf(console)]).toEqual(['System Configuration', 'Password reset'])
    await console.submit('Update', { self_service_password_reset: 'on' })
    expect([console.heading, console.text]).toEqual(['Overview', expect.stringContaining('Latchkey is set up')])
    await switchReset(console, 'off')
    await console.open('/configuration/organization/smtp')
    expect(stepOf(console)).toBe('')
  })
})

function stepOf(console: Browser): string {
  return console.$('[aria-current=step]').text().replace(/\d/, '').trim()
}
