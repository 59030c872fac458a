import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailsTo,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('editing a user', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
  })

  async function edit(username: string, fields: Record<string, string>): Promise<Browser> {
    await openPerson(console, username)
    await console.follow('Edit')
    await console.submit('Save changes', fields)
    await latchkey.deps.background.idle()
    return console
  }

  test('changes the name, by which the person is found from then on', async () => {
    await edit('alice', { given_name: 'Alice', family_name: 'Liddell' })
    expect([console.heading, console.text.includes('The changes are saved.')]).toEqual(['Alice Liddell', true])
    await console.open('/users?q=lidd')
    expect(console.$('.table-sub').text()).toBe('alice')
    await openPerson(console, 'alice')
    expect(console.$('.timeline li').first().text()).toContain('Account changed, by admin')
    expect(console.$('.moment-detail').first().text()).toBe('name')
  })

  test('tells nobody where nothing was changed', async () => {
    const before = smtp.mails.length
    await edit('bob', {})
    expect(console.text).toContain('Nothing was changed.')
    expect(smtp.mails.length).toBe(before)
    expect(console.$('.timeline').text()).not.toContain('Account changed')
  })

  test.each([
    [{ username: 'ALICE' }, 'username', 'Another user has this username'],
    [{ email: 'Alice@example.test' }, 'email', 'Another user has this e-mail address'],
    [{ username: 'b o b' }, 'username', 'Use letters'],
    [{ email: 'nowhere' }, 'email', 'Enter one address'],
    [{ username: '' }, 'username', 'Enter a username'],
    [{ given_name: 'x'.repeat(101) }, 'given_name', 'at most 100'],
  ])('refuses %j beside the field and keeps what was typed', async (fields, field, message) => {
    await edit('bob', fields)
    expect([console.status, console.errorAt(field)]).toEqual([422, expect.stringContaining(message)])
    expect(console.form('Save changes').fields).toMatchObject(fields)
    await openPerson(console, 'bob')
    expect(console.text).toContain('bob@example.test')
  })

  test('a new username is the one to sign in with; sessions stay', async () => {
    const visitor = await signIn(latchkey, bob)
    await edit('bob', { username: 'robert' })
    expect((await signIn(latchkey, { ...bob, username: 'robert' })).heading).toBe('My Account')
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, bob)).heading).toBe('Sign in')
    expect((await visitor.open('/my-account')).text).toContain('robert')
    await edit('robert', { username: 'bob' })
  })

  test('a new address kills the links mailed to the old one, which is told, and gets the mail from then on', async () => {
    await forgot(latchkey, 'bob')
    const link = linkIn(lastMailTo(smtp, bob.email))
    await edit('bob', { email: 'bob@new.test' })
    expect(console.text).toContain('The old address is told, and links mailed to it are dead.')
    expect((await latchkey.visitor().open(link)).status).toBe(410)
    const notice = lastMailTo(smtp, bob.email)
    expect(notice.parsed.subject).toBe('Your e-mail address at Latchkey was changed')
    expect(notice.parsed.text).toContain('admin, an administrator of Latchkey')
    expect(notice.raw).not.toContain('new.test')
    expect(notice.parsed.text).not.toMatch(/https?:/)
    await forgot(latchkey, 'bob')
    expect(linkIn(lastMailTo(smtp, 'bob@new.test'))).not.toBe(link)
    await edit('bob', { email: bob.email })
  })

  test('a letter that still waits for the old address does not leave any more', async () => {
    smtp.refuse({ stage: 'recipient', code: 450, text: 'later', times: 1 })
    await forgot(latchkey, 'alice')
    const before = mailsTo(smtp, alice.email).length
    await edit('alice', { email: 'alice@new.test' })
    latchkey.clock.advanceMinutes(2)
    await latchkey.deps.background.idle()
    const later = mailsTo(smtp, alice.email).slice(before)
    expect(later.map(({ parsed }) => parsed.subject)).toEqual(['Your e-mail address at Latchkey was changed'])
    await edit('alice', { email: alice.email })
  })

  test('another spelling of the same address is no new one', async () => {
    await forgot(latchkey, 'alice')
    const link = linkIn(lastMailTo(smtp, alice.email))
    const before = smtp.mails.length
    await edit('alice', { email: 'Alice@example.test' })
    expect(console.text).toContain('The changes are saved.')
    expect(smtp.mails.length).toBe(before)
    expect((await latchkey.visitor().open(link)).status).toBe(200)
    await edit('alice', { email: alice.email })
  })

  test('somebody invited at a wrong address gets a new invitation at the right one', async () => {
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'carla', email: 'clara@example.test' })
    await latchkey.deps.background.idle()
    const first = linkIn(lastMailTo(smtp, 'clara@example.test'))
    await edit('carla', { email: 'carla@example.test' })
    expect(console.text).toContain('A new invitation is on its way to the new one.')
    expect((await latchkey.visitor().open(first)).status).toBe(410)
    const second = linkIn(lastMailTo(smtp, 'carla@example.test'))
    expect((await choosePassword(latchkey, second, 'a lighthouse keeps its word')).text).toContain(
      'Your password is set',
    )
  })

  test('two administrators who give two people the same name at once: one of them does', async () => {
    const [first, other] = [await signInToConsole(latchkey), console]
    await openPerson(first, 'alice')
    await openPerson(other, 'bob')
    await Promise.all([first.follow('Edit'), other.follow('Edit')])
    await Promise.all([
      first.submit('Save changes', { username: 'wanted' }),
      other.submit('Save changes', { username: 'wanted' }),
    ])
    expect([first.status, other.status].sort()).toEqual([200, 422])
    await edit('wanted', { username: first.status === 200 ? 'alice' : 'bob' })
  })

  test('people nobody knows cannot be edited', async () => {
    for (const id of ['000000000000000000000000', 'x']) {
      await console.open(`/users/${id}/edit`)
      expect(console.status).toBe(404)
      await console.open('/users/new')
      await console.post(`/users/${id}/edit`, {
        username: 'x',
        email: 'x@example.test',
        given_name: '',
        family_name: '',
      })
      expect(console.status).toBe(404)
    }
  })
})
