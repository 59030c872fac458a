import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditVerify } from '../../src/cli/audit-verify.ts'
import type { Answer, DatabaseCommand } from '../../src/cli/command.ts'
import { mailTest } from '../../src/cli/mail-test.ts'
import { setupLink } from '../../src/cli/setup-link.ts'
import { usersCreate } from '../../src/cli/users-create.ts'
import { usersList } from '../../src/cli/users-list.ts'
import { usersResetLink } from '../../src/cli/users-reset-link.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  becomeAdministrator,
  configureSmtp,
  lastMailTo,
  linkIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const chosen = 'nine ferries before breakfast'

describe('an operator at the terminal', () => {
  const latchkey = useLatchkey()
  let relay: TestSmtpServer

  beforeAll(async () => {
    relay = await startSmtpServer()
  })
  afterAll(() => relay.close())

  /** A command as its arguments leave it, beside the product of this test. */
  async function act<Input>(
    { read, act: work }: DatabaseCommand<Input>,
    values: Record<string, string | boolean> = {},
    ...words: string[]
  ): Promise<Answer> {
    const answer = await work(latchkey.deps, read({ values, words }))
    await latchkey.deps.background.idle()
    return answer
  }

  test('gets a link for the first run that works, as long as nobody is administrator', async () => {
    const [link = ''] = /http\S+/.exec((await act(setupLink)).text) ?? []
    expect((await latchkey.console().open(link)).heading).toBe('Create the administrator')
    const shown = await mongoose.model('AuditEntry').find({ action: 'setup.link-shown' }).lean()
    expect(shown).toMatchObject([{ actor: 'command-line', outcome: 'done' }])
    expect(JSON.stringify(shown)).not.toContain(new URL(link).searchParams.get('token') ?? '')
    const early = await act(usersCreate, { username: 'eve', email: 'eve@example.test', administrator: true })
    expect(early).toMatchObject({ refused: true, text: expect.stringContaining('setup-link') })
    await becomeAdministrator(latchkey)
    expect(await act(setupLink)).toMatchObject({ code: 1, refused: true })
    expect((await latchkey.console().open(link)).heading).not.toBe('Create the administrator')
  })

  test('is told that mail cannot be tested before it is set up', async () => {
    expect((await act(mailTest)).text).toBe('Nothing was sent: the SMTP server is not configured.')
  })

  test('lets an administrator in who is locked out, while mail and password reset are not even set up', async () => {
    const { text } = await act(usersResetLink, {}, 'admin')
    expect(text).toContain('works once')
    const [link = ''] = /http\S+/.exec(text) ?? []
    const visitor = await latchkey.visitor().open(link)
    await visitor.submit('Set password', { new_password: chosen, confirm_password: chosen })
    await latchkey.deps.background.idle()
    expect((await signInToConsole(latchkey, { username: 'admin', password: adminPassword })).heading).toContain(
      'Sign in',
    )
    const console = await signInToConsole(latchkey, { username: 'admin', password: chosen })
    await console.open('/audit?actor=command-line')
    expect(console.text).toMatch(/One-time link shown[\s\S]*Command line/)
  })

  test('invites people, who get the mail as from the console', async () => {
    const console = await signInToConsole(latchkey, { username: 'admin', password: chosen })
    await configureSmtp(console, relay.port)
    const names = { 'given-name': 'Mara', 'family-name': 'Lind', language: 'en' }
    const said = await act(usersCreate, { username: 'mara', email: 'mara@example.test', ...names })
    expect(said).toMatchObject({ code: 0, text: expect.stringContaining('mara is created') })
    const visitor = await latchkey.visitor().open(linkIn(lastMailTo(relay, 'mara@example.test')))
    expect(visitor.heading).toContain('Choose')
    const again = await act(usersCreate, { username: 'Mara', email: 'other@example.test' })
    expect(again.text).toContain('Another user has this username')
  })

  test('lists people, for eyes and for machines', async () => {
    const { text } = await act(usersList)
    expect(text).toMatch(/^USERNAME +E-MAIL ADDRESS.*\nadmin .*administrator .*\nmara .*invited +user +never$/)
    expect((await act(usersList, { search: 'lind' })).data).toMatchObject({
      users: [{ username: 'mara', family_name: 'Lind', roles: [], status: 'invited' }],
      more: false,
    })
    expect((await act(usersList, { limit: '1' })).text).toContain('There are more')
    expect((await act(usersList, { search: 'zz' })).text).toBe('Nobody was found.')
    expect(JSON.stringify((await act(usersList)).data)).not.toMatch(/argon2|digest/)
  })

  test('makes no link for nobody, nor for people who are shut out', async () => {
    expect(await act(usersResetLink, {}, 'nobody')).toMatchObject({ refused: true })
    const console = await signInToConsole(latchkey, { username: 'admin', password: chosen })
    const { data } = await act(usersList, { search: 'mara' })
    const [{ id }] = (data as { users: [{ id: string }] }).users
    await console.open(`/users/${id}`)
    await console.submit('Disable user')
    expect((await act(usersResetLink, {}, 'mara')).text).toContain('is disabled')
  })

  test('tests mail with the saved settings, and hears where it ends', async () => {
    const good = await act(mailTest, { to: 'somebody@example.test' })
    expect(good).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^SMTP Test succeeded![\s\S]*Recipient +Passed/),
    })
    expect(lastMailTo(relay, 'somebody@example.test').parsed.text).toContain('command-line')
    expect((await act(mailTest)).code).toBe(0)
    expect(lastMailTo(relay, 'admin@example.test').parsed.subject).toBeTruthy()
    relay.refuse({ stage: 'recipient', code: 550, text: 'No such mailbox' })
    const bad = await act(mailTest)
    expect(bad).toMatchObject({
      code: 1,
      text: expect.stringMatching(/^SMTP Test Failed\nRecipient: [\s\S]*No such mailbox/),
    })
  })

  test('verifies the audit log, which knows of it', async () => {
    const whole = await act(auditVerify)
    expect(whole).toMatchObject({ code: 0, data: { outcome: 'whole' } })
    expect(whole.text).toMatch(/The audit log is whole: \d+ entries checked\.[\s\S]*\n\d+:[0-9a-f]{64}$/)
    const console = await signInToConsole(latchkey, { username: 'admin', password: chosen })
    await console.open('/audit?action=audit.verified')
    expect(console.text).toContain('Command line')
  })
})
