import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readSettings, saveSmtp } from '../../src/organization/settings.ts'
import { sealSecrets } from '../../src/organization/smtp-secrets.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, forgot, lastMailTo, linkIn, mailsTo, moveIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const lostSecrets = ['a secret that was lost meanwhile: 9876543210']
const credentials = { user: 'latchkey', pass: 'copper kettle on a slow fire' }
const reason =
  'The saved SMTP password cannot be opened with the present SECRETS. Enter it again under SMTP Server Configuration, or bring the old secret back.'

describe('a saved SMTP password that no longer opens', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer({ credentials })
    await moveIn(latchkey, smtp)
    await enterPassword()
    await createAlice()
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
    await sealUnder(presentSecrets())
    await latchkey.deps.background.idle()
    await sealUnder(lostSecrets)
  })

  async function enterPassword(): Promise<void> {
    console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/smtp')
    const { user: user_name, pass: password } = credentials
    await console.submit('Update', { authentication: 'password', user_name, password })
    expect(console.text).toContain('SMTP settings saved')
    await latchkey.deps.background.idle()
  }

  async function createAlice(): Promise<void> {
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: alice.username, email: alice.email })
    await latchkey.deps.background.idle()
    const visitor = await latchkey.visitor().open(linkIn(lastMailTo(smtp, alice.email)))
    await visitor.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    await latchkey.deps.background.idle()
  }

  /** The saved settings as a process with these secrets would have left them. */
  async function sealUnder(secrets: readonly string[], more: object = {}): Promise<void> {
    const { smtp: saved } = await readSettings()
    if (!saved) throw new Error('No SMTP settings are saved')
    const texts = { password: credentials.pass, clientSecret: 'client words', refreshToken: 'refresh words' }
    await saveSmtp({ ...saved, authentication: 'password', ...sealSecrets(secrets, texts), ...more })
  }

  async function textOf(path: string): Promise<string> {
    return (await console.open(path)).text
  }

  const presentSecrets = () => latchkey.deps.config.secrets
  const told = () => latchkey.logLines.filter((line) => line.includes('"mail-queue-paused"'))

  test('is what the console says wherever it speaks of mail', async () => {
    expect(await textOf('/configuration/organization/system')).toContain(`On, but mail cannot leave. ${reason}`)
    expect(await textOf('/')).toContain(`Mail cannot leave. ${reason}`)
    expect(await textOf('/mail')).toContain(`Mail does not leave Mail cannot leave. ${reason}`)
    expect(await textOf('/users/new')).toContain(`The invitation will wait: mail cannot leave. ${reason}`)
    await console.open('/configuration/organization/templates/password-reset/en')
    await console.submit('Send this to me')
    expect(console.text).toContain(`The sample was not accepted: ${reason}`)
  })

  test('is asked for beside its field, whose hint says why', async () => {
    await console.open('/configuration/organization/smtp')
    expect(console.text).toContain('A password is saved but cannot be opened with the present SECRETS. Enter it again.')
    expect(console.text).not.toContain('Leave empty to keep it')
    for (const button of ['Update', 'Test Configuration']) {
      await console.submit(button)
      expect(console.status).toBe(422)
      expect(console.errorAt('password')).toContain(
        'Enter the password again: the saved one cannot be opened with the present SECRETS',
      )
    }
    await console.submit('Update', { password: credentials.pass })
    expect(console.text).toContain('SMTP settings saved')
    expect(console.text).toContain('A password is saved. Leave empty to keep it.')
  })

  test('is not a thing to test: the overview leaves that advice out', async () => {
    expect(await textOf('/doctor')).toContain(`Mail cannot leave. ${reason}`)
    expect(console.text).not.toContain('Test the SMTP server configuration.')
  })

  test('stops the queue, is logged once and costs no letter an attempt; the password entered again sends it', async () => {
    const [before, toldBefore] = [mailsTo(smtp, alice.email).length, told().length]
    await forgot(latchkey, alice.username)
    latchkey.clock.advanceMinutes(6)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before)
    expect(await textOf('/mail?state=queued')).toMatch(/1 letter waits.*Password reset.*Waiting Next try now 0/)
    expect(
      told()
        .slice(toldBefore)
        .map((line) => JSON.parse(line).reason),
    ).toEqual([reason])
    await enterPassword()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before + 1)
    expect(await textOf('/configuration/organization/system')).toContain('On. The sign-in page shows the link.')
  })

  test('opens again under the old secret, and waiting letters leave at once', async () => {
    const before = mailsTo(smtp, alice.email).length
    await forgot(latchkey, alice.username)
    expect(mailsTo(smtp, alice.email)).toHaveLength(before)
    await sealUnder(presentSecrets())
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before + 1)
    expect(latchkey.logLines.some((line) => line.includes('"mail-queue-resumed"'))).toBe(true)
    expect(await textOf('/configuration/organization/system')).toContain('On. The sign-in page shows the link.')
  })

  test.each([
    ['client-credentials', 'The saved client secret cannot be opened with the present SECRETS. Enter it again'],
    ['refresh-token', 'The saved client secret and refresh token cannot be opened'],
  ] as const)('is named by what it is with %s', async (authentication, words) => {
    await sealUnder(lostSecrets, { authentication })
    expect(await textOf('/configuration/organization/system')).toContain(`On, but mail cannot leave. ${words}`)
  })

  test('is nobody’s trouble while mail leaves without signing in', async () => {
    await sealUnder(lostSecrets, { authentication: 'none' })
    expect(await textOf('/configuration/organization/system')).toContain('On. The sign-in page shows the link.')
  })

  test('lets a letter that waits too long end in time', async () => {
    const before = mailsTo(smtp, alice.email).length
    await forgot(latchkey, alice.username)
    latchkey.clock.advanceMinutes(31)
    await latchkey.deps.background.idle()
    console = await signInToConsole(latchkey)
    expect(await textOf('/mail?state=expired')).toMatch(/Password reset.*Expired/)
    await enterPassword()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before)
  })
})
