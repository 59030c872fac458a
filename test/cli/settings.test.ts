import { chmod, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/cli/command.ts'
import { settingsExport } from '../../src/cli/settings-export.ts'
import { settingsImport } from '../../src/cli/settings-import.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, configureSmtp } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { useFolder } from './command.ts'

const credentials = { user: 'latchkey', pass: 'a lighthouse keeper’s tea'.replace('’', '-') }
const template = { subject: 'Come in', heading: 'Welcome', message: 'Hello {{displayName}}.\n\n[Begin]({{link}})' }

describe('settings as code', () => {
  const latchkey = useLatchkey()
  const folder = useFolder()
  let relay: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    relay = await startSmtpServer({ credentials })
    console = await becomeAdministrator(latchkey)
    await configureSmtp(console, relay.port)
    await console.open('/configuration/organization/smtp')
    const { user: user_name, pass: password } = credentials
    await console.submit('Update', { authentication: 'password', user_name, password })
  })
  afterAll(() => relay.close())

  async function exported(secrets = 'keep') {
    const { text } = await settingsExport.act(latchkey.deps, settingsExport.read({ values: { secrets }, words: [] }))
    expect(text).not.toContain(credentials.pass)
    return JSON.parse(text)
  }

  async function imported(document: unknown, values: Record<string, boolean> = {}): Promise<Answer> {
    const file = folder.path('settings.json')
    await writeFile(file, JSON.stringify(document))
    return settingsImport.act(latchkey.deps, settingsImport.read({ values, words: [file] }))
  }

  const bare = { latchkey: 'settings', format: 1 }

  test('come back as they went: an import of what was exported changes nothing', async () => {
    const document = await exported()
    expect(document.smtp).toMatchObject({ host: '127.0.0.1', port: relay.port, password: 'keep' })
    expect(document.system).toMatchObject({ self_service_password_reset: false, link_lifetime_minutes: 30 })
    expect((await imported(document)).text).toContain('Nothing to change')
  })

  test('name their secrets, never say them', async () => {
    expect((await exported('env')).smtp.password).toEqual({ env: 'SMTP_PASSWORD' })
    const said = await imported({ ...bare, smtp: { password: 'in the clear' } })
    expect(said.text).toContain('smtp.password: Write "keep", {"env": "A_VARIABLE"} or {"file": "a/path"}')
    expect(said.text).not.toContain('in the clear')
  })

  test('are written into a file for its owner alone, which is never overwritten', async () => {
    const given = { values: {}, words: [folder.path('mine.json')] }
    const answer = await settingsExport.act(latchkey.deps, settingsExport.read(given))
    expect(settingsExport.finish?.(answer, given).text).toContain('mine.json')
    expect(JSON.parse(await readFile(folder.path('mine.json'), 'utf8')).latchkey).toBe('settings')
    expect(settingsExport.finish?.(answer, given)).toMatchObject({ refused: true })
  })

  test('say what would change before it does', async () => {
    const document = { ...bare, organization: { name: 'Hafen Library' }, templates: { 'invitation/de': template } }
    const dry = await imported(document, { 'dry-run': true })
    expect(dry.text).toMatch(/Nothing was changed yet[\s\S]*organization\.name: "Latchkey" becomes "Hafen Library"/)
    expect((await exported()).organization.name).toBe('Latchkey')
    const done = await imported(document)
    expect(done).toMatchObject({ code: 0, text: expect.stringContaining('templates.invitation/de: is worded anew') })
    expect(await exported()).toMatchObject(document)
    await console.open('/audit?actor=command-line')
    expect(console.text).toMatch(/Mail template saved[\s\S]*Organization details saved|Organization details saved/)
  })

  test('go in whole or not at all, and every fault is named with its path', async () => {
    const before = await exported()
    const said = await imported({
      ...bare,
      organization: { name: '', brand_color: '#ffffff', logo: 'data:image/png;base64,AAAA', slogan: 'x' },
      system: { self_service_password_reset: 'yes', link_lifetime_minutes: 5, minimum_password_length: 20 },
      smtp: { port: 0, from_email: 'nobody', password: { env: 'NO_SUCH_VARIABLE_AT_ALL' }, clear_password: 'on' },
      templates: {
        'invitation/de': { ...template, message: 'No link' },
        'invitation/xx': template,
        'nothing/en': template,
      },
    })
    expect(said).toMatchObject({ code: 1, refused: true })
    const faults = said.text.split('\n').slice(1)
    const paths = faults.map((fault) => fault.trim().split(':')[0])
    expect(paths.sort()).toEqual(
      [
        'organization.logo',
        'organization.name',
        'organization.slogan',
        'smtp.clear_password',
        'smtp.password',
        'system.link_lifetime_minutes',
        'system.self_service_password_reset',
        'templates.invitation/de.message',
        'templates.invitation/xx',
        'templates.nothing/en',
      ].sort(),
    )
    expect(await exported()).toEqual(before)
  })

  test.each([
    [{}, /latchkey: This is no settings file of Latchkey/],
    [{ ...bare, format: 2 }, /format: This version reads format 1/],
    [{ ...bare, smpt: {} }, /smpt: There is no such setting/],
    [{ ...bare, system: { constructor: 1 } }, /system\.constructor: There is no such setting/],
    [{ ...bare, smtp: null }, /smtp: Write a section with its fields here, or leave it out/],
    [
      { ...bare, organization: { brand_color: '#ffffff' } },
      /organization\.brand_color: White words on it are hard to read/,
    ],
    [
      { ...bare, smtp: { port: 0, from_email: 'x' } },
      /smtp\.port: Enter a whole number[\s\S]*smtp\.from_email: Enter one address/,
    ],
  ])('that are not settings are refused: %j', async (document, fault) => {
    expect((await imported(document)).text).toMatch(fault)
  })

  test('keep a secret only for the server it was saved for', async () => {
    const said = await imported({ ...bare, smtp: { host: 'mail.example.test', password: 'keep' } })
    expect(said.text).toContain('smtp.password: Enter the password: it is asked for again when host, port')
    await writeFile(folder.path('password'), 'another password\n')
    await chmod(folder.path('password'), 0o600)
    const file = { file: folder.path('password') }
    const done = await imported({ ...bare, smtp: { host: 'mail.example.test', password: file } })
    expect(done.text).toMatch(
      /smtp\.host: "127\.0\.0\.1" becomes "mail\.example\.test"\n {2}smtp\.password: another one/,
    )
    expect((await imported({ ...bare, smtp: { password: file } })).text).toContain('Nothing to change')
  })

  test('bring account recovery along, and say what changes', async () => {
    const asShipped = {
      username_recovery: false,
      code_instead_of_link: false,
      password_history: 0,
      forced_reset_link: true,
      forced_reset_code: false,
      forced_reset_offline_code: false,
      notify_user_existence: false,
      notify_recovery_email_existence: false,
      notify_user_account_status: false,
    }
    expect((await exported()).recovery).toEqual(asShipped)
    const change = { password_history: 5, forced_reset_link: false, notify_user_existence: true, auto_login: false }
    expect((await imported({ ...bare, recovery: change })).text).toMatch(
      /recovery\.password_history: 0 becomes 5\n {2}recovery\.forced_reset_link: true becomes false\n {2}recovery\.notify_user_existence: false becomes true$/,
    )
    const { auto_login: _, ...kept } = change
    expect((await exported()).recovery).toEqual({ ...asShipped, ...kept })
    await console.open('/audit?action=recovery.changed')
    expect(console.text).toContain('Account recovery saved')
    expect((await imported({ ...bare, recovery: asShipped })).text).toContain('Changed:')
  })

  test('never sign anybody in after a reset', async () => {
    const said = await imported({ ...bare, recovery: { auto_login: true, password_history: 11, sms_otp: true } })
    expect(said).toMatchObject({ code: 1, refused: true })
    expect(said.text).toMatch(
      /recovery\.auto_login: A reset never signs anybody in: whoever reads the mail would be in/,
    )
    expect(said.text).toMatch(/recovery\.password_history: Enter a whole number from 0 to 10/)
    expect(said.text).toMatch(/recovery\.sms_otp: There is no such setting/)
    expect((await exported()).recovery.password_history).toBe(0)
  })

  test('switch self-service reset on, and drop letters that are not in the file', async () => {
    const document = { ...bare, system: { self_service_password_reset: true }, templates: {} }
    expect((await imported(document)).text).toContain('templates.invitation/de: goes back to the words Latchkey brings')
    expect((await latchkey.visitor().open('/sign-in')).text).toContain('Forgot your Password?')
    expect((await exported()).templates).toEqual({})
  })
})
