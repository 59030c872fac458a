import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newestEntry } from '../../src/audit/log.ts'
import { readSettings } from '../../src/organization/settings.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { moveIn, proveIfAsked, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const path = '/configuration/organization/recovery'

describe('the Account Recovery tab', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await moveIn(latchkey, smtp)
  })
  afterAll(() => smtp.close())

  const changed = async () => {
    const { action, detail, actor } = (await newestEntry()) ?? {}
    return { action, detail, isSomebody: /^[0-9a-f]{24}$/.test(actor ?? '') }
  }

  test('stands beside the other tabs, with WSO2’s names', async () => {
    await console.open('/configuration/organization/system')
    await console.follow('Account Recovery')
    expect([console.path, console.heading]).toEqual([path, 'Account Recovery'])
    for (const name of [
      'Recovery.Notification.Username.Enable',
      'Send OTP in e-mail',
      'passwordHistory.count',
      'Enable Password Reset via Recovery Email',
      'Enable Password Reset via OTP',
      'Enable Password Reset Offline',
      'notify_user_existence',
      'notify_recovery_email_existence',
      'notify_user_account_status',
    ])
      expect(console.text).toContain(name)
  })

  test('shows what the System tab says, with the way there', async () => {
    await console.open(path)
    const facts = console.$('dl.facts').text().replaceAll(/\s+/g, ' ')
    expect(facts).toMatch(/Notification based password recovery\s*On.*in minutes\s*30.*recovery success\s*On/)
    expect(console.$('main a[href="/configuration/organization/system"]').length).toBeGreaterThan(1)
  })

  test('starts with a mailed link as the only way of a forced reset, and all else off', async () => {
    await console.open(path)
    const { _csrf, ...fields } = console.form('Update').fields
    expect(fields).toEqual({ password_history: '0', forced_reset_link: 'on' })
  })

  test('saves what is chosen, and the audit log says what changed', async () => {
    await console.open(path)
    await console.submit('Update', {
      username_recovery: 'on',
      code_instead_of_link: 'on',
      password_history: '5',
      forced_reset_offline_code: 'on',
      notify_user_account_status: 'on',
    })
    expect(console.text).toContain('Account recovery saved.')
    expect((await readSettings()).recovery).toEqual({
      usernameRecovery: true,
      codeInsteadOfLink: true,
      passwordHistory: 5,
      forcedReset: { link: true, code: false, offlineCode: true },
      notifyUserExistence: false,
      notifyRecoveryEmailExistence: false,
      notifyUserAccountStatus: true,
    })
    expect(await changed()).toEqual({
      action: 'recovery.changed',
      detail:
        'username recovery on, code instead of link on, password history 5, forced reset by offline code on, notify_user_account_status on',
      isSomebody: true,
    })
    await console.submit('Update')
    expect(console.text).toContain('Account recovery saved.')
    await console.open('/audit?action=recovery.changed')
    expect(console.$('tbody tr').length).toBe(1)
  })

  test.each(['-1', '11', '', 'many', '1.5'])(
    'refuses a history of %j and shows the form as it was filled in',
    async (count) => {
      await console.open(path)
      await console.submit('Update', { password_history: count, notify_user_existence: 'on' })
      expect([console.status, console.errorAt('password_history')]).toEqual([
        422,
        expect.stringContaining('Enter a whole number from 0 to 10'),
      ])
      expect(console.form('Update').fields).toMatchObject({ password_history: count, notify_user_existence: 'on' })
      expect((await readSettings()).recovery.notifyUserExistence).toBe(false)
    },
  )

  test('shows what it refuses with the reason, and takes none of it', async () => {
    await console.open(path)
    const refused = console
      .$('input:disabled')
      .map((_, box) => console.$(box).attr('name'))
      .get()
    expect(refused).toEqual([
      'auto_login',
      'sms_otp',
      'security_questions',
      'captcha',
      'callback_regex',
      'never_expires',
    ])
    for (const id of refused) expect(console.$(`#${id}-hint`).text().length).toBeGreaterThan(40)
    const { fields } = console.form('Update')
    await console.post(path, { ...fields, sms_otp: 'on' })
    expect(console.status).toBe(400)
  })

  test('refuses to sign anybody in after a reset, and says why beside the field', async () => {
    await console.open(path)
    const { fields } = console.form('Update')
    await console.post(path, { ...fields, password_history: '7', auto_login: 'on' })
    expect([console.status, console.errorAt('auto_login')]).toEqual([
      422,
      expect.stringContaining('whoever reads the mail would be in'),
    ])
    await console.post(path, { ...fields, password_history: 'x', auto_login: 'on' })
    expect(console.errorAt('auto_login')).toContain('whoever reads the mail would be in')
    expect(console.errorAt('password_history')).toContain('Enter a whole number')
    expect((await readSettings()).recovery.passwordHistory).toBe(5)
  })

  test('asks for the password where the last proof is old', async () => {
    console = await signInToConsole(latchkey)
    latchkey.clock.advanceMinutes(11)
    await console.open(path)
    await console.submit('Update', { password_history: '2' })
    expect([console.heading, (await readSettings()).recovery.passwordHistory]).toEqual(['Confirm that it is you', 5])
    await proveIfAsked(console)
    expect((await readSettings()).recovery.passwordHistory).toBe(2)
  })
})
