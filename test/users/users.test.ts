import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  lastMailTo,
  linkIn,
  mailsTo,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
  switchReset,
  welcome,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const chosen = 'a lighthouse keeps its word'

describe('users in the console', () => {
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

  async function create(fields: Record<string, string>): Promise<Browser> {
    await console.open('/users/new')
    return console.submit('Create and send invitation', fields)
  }

  async function invited(username: string): Promise<string> {
    await create({ username, email: `${username}@example.test` })
    await latchkey.deps.background.idle()
    return linkIn(lastMailTo(smtp, `${username}@example.test`))
  }

  test('are created by an invitation, choose their own password and sign in', async () => {
    await create({ username: 'carol', email: 'Carol@Example.test', given_name: 'Carol', family_name: 'Danvers' })
    expect(console.text).toContain('carol is created. The invitation to Carol@example.test is on its way.')
    expect([console.heading, console.$('.pill').text()]).toEqual(['Carol Danvers', 'Invited'])
    await latchkey.deps.background.idle()
    const mail = lastMailTo(smtp, 'Carol@example.test')
    expect(mail.parsed.subject).toBe('Choose your password at Latchkey')
    const visitor = await choosePassword(latchkey, linkIn(mail), chosen)
    expect(visitor.text).toContain('Your password is set.')
    expect((await signIn(latchkey, { username: 'carol', password: chosen })).heading).toBe('My Account')
    expect((await signIn(latchkey, { username: 'carol@example.TEST', password: chosen })).heading).toBe('My Account')
    await latchkey.deps.background.idle()
    await openPerson(console, 'carol')
    expect(console.$('.pill').text()).toBe('Active')
    expect(console.$('.timeline').text()).toContain('Password chosen with the invitation')
  })

  test.each([
    [{ username: 'alice', email: 'x@example.test' }, 'username'],
    [{ username: 'ALICE', email: 'x@example.test' }, 'username'],
    [{ username: 'Alice', email: 'x@example.test' }, 'username'],
    [{ username: 'x1', email: 'alice@example.test' }, 'email'],
    [{ username: 'x2', email: 'ALICE@EXAMPLE.TEST' }, 'email'],
    [{ username: 'x3', email: 'Alice@Example.Test' }, 'email'],
  ])('keep their names to themselves: %j', async (fields, field) => {
    await create(fields)
    expect([console.status, console.errorAt(field)]).toEqual([422, expect.stringContaining('Another user has this')])
    expect(console.form('Create and send invitation').fields).toMatchObject(fields)
  })

  test.each([
    ['ａｌｉｃｅ', 'Use letters in their plain form'],
    ['ﬁona', 'Use letters in their plain form'],
    ['alice@example.test', 'Use letters, digits'],
    ['@alice', 'Use letters, digits'],
    ['a b', 'Use letters, digits'],
    ['-x', 'Use letters, digits'],
    ['al\u200bice', 'Use letters, digits'],
    ['al\u202eice', 'Use letters, digits'],
    ['a/b', 'Use letters, digits'],
    ['<b>', 'Use letters, digits'],
    ['$ne', 'Use letters, digits'],
    ['x'.repeat(101), 'at most 100'],
    ['a\nb', 'on one line'],
    ['', 'Enter a username'],
  ])('are refused the username %j', async (username, message) => {
    await create({ username, email: 'strange@example.test' })
    expect([console.status, console.errorAt('username')]).toEqual([422, expect.stringContaining(message)])
  })

  test('have different keys only when people would see different names', async () => {
    await create({ username: 'josé', email: 'jose1@example.test' })
    expect(console.status).toBe(200)
    await create({ username: 'jose\u0301', email: 'jose2@example.test' })
    expect(console.status).toBe(422)
    await create({ username: 'JOSÉ', email: 'jose3@example.test' })
    expect(console.errorAt('username')).toContain('Another user has this username')
  })

  test.each([
    '',
    'x',
    'a@b',
    'a@b.test,c@d.test',
    'A <a@b.test>',
    '"a b"@c.test',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@b..test',
    `${'a'.repeat(65)}@b.test`,
    'a@ｂ.test',
    'a\r\nBcc:x@b.test',
  ])('are refused the address %j', async (email) => {
    await create({ username: 'strange', email })
    expect(console.status).toBe(422)
    expect(console.errorAt('email')).not.toBe('')
  })

  test('created twice at once exist once', async () => {
    const consoles = await Promise.all(
      Array.from({ length: 6 }, async () => (await signInToConsoleSlowly()).open('/users/new')),
    )
    await Promise.all(
      consoles.map((one) => one.submit('Create and send invitation', { username: 'twin', email: 'twin@example.test' })),
    )
    expect(consoles.filter((one) => one.status === 200)).toHaveLength(1)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, 'twin@example.test')).toHaveLength(1)
  })

  let turn = Promise.resolve<unknown>(undefined)
  function signInToConsoleSlowly(): Promise<Browser> {
    const next = turn.then(() => signInToConsole(latchkey))
    turn = next
    return next
  }

  test('are found by the start of a username or an address, whatever the case', async () => {
    const names = async (q: string) => {
      await console.open(`/users?q=${encodeURIComponent(q)}`)
      return console
        .$('.table-sub')
        .map((_, element) => console.$(element).text())
        .get()
    }
    expect(await names('ali')).toEqual(['alice'])
    expect(await names('ALI')).toEqual(['alice'])
    expect(await names('bob@ex')).toEqual(['bob'])
    expect(await names('lice')).toEqual([])
    expect(console.text).toContain('Nobody matches “lice”')
    expect(await names('.*')).toEqual([])
    expect(await names('$gt')).toEqual([])
    expect(await names('"><svg onload=1>')).toEqual([])
    expect(console.$('svg[onload]')).toHaveLength(0)
  })

  test('are found by the start of their username, or of their address, as the search box says', async () => {
    await create({ username: 'u-4711', email: 'wanda@example.test', given_name: 'Wilhelmina' })
    for (const q of ['u-47', 'U-4711', 'wanda@', 'Wanda@example.test']) {
      await console.open(`/users?q=${encodeURIComponent(q)}`)
      expect(console.$('.table-sub').text()).toBe('u-4711')
    }
  })

  test('are found when their name goes on with a letter beyond the first 65,536', async () => {
    await create({ username: 'gothic\u{1df00}', email: 'gothic@example.test' })
    await console.open('/users?q=gothic')
    expect(console.$('.table-sub').text()).toBe('gothic\u{1df00}')
  })

  test('are listed in pages of twenty-five', async () => {
    for (let number = 0; number < 30; number++)
      await create({ username: `page-${String(number).padStart(2, '0')}`, email: `page-${number}@example.test` })
    await console.open('/users?q=page-')
    expect(console.$('tbody tr')).toHaveLength(25)
    expect(console.text).toContain('Page 1 of 2')
    await console.follow('Next')
    expect([console.$('tbody tr').length, console.$('.table-sub').first().text()]).toEqual([5, 'page-25'])
    await console.follow('Previous')
    expect(console.$('.table-sub').first().text()).toBe('page-00')
    await latchkey.deps.background.idle()
  })

  test('are shown by a page beyond the last one, which does not say that there are none', async () => {
    await console.open('/users?page=900')
    expect(console.text).not.toContain('No users yet')
  })

  test('shut out lose their sessions and links at once, and come back with their password', async () => {
    const visitor = await signIn(latchkey, alice)
    await openPerson(console, 'alice')
    await console.submit('Send reset mail')
    await latchkey.deps.background.idle()
    const link = linkIn(lastMailTo(smtp, alice.email))
    await openPerson(console, 'alice')
    await console.submit('Disable user')
    expect(console.text).toContain('The account is disabled. All its sessions and links have ended.')
    expect((await visitor.send('GET', '/my-account')).status).toBe(303)
    expect((await latchkey.visitor().open(link)).status).toBe(410)
    expect((await signIn(latchkey, alice)).heading).toBe('Sign in')
    await console.submit('Enable user')
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('who are invited and shut out can be invited again', async () => {
    const first = await invited('dora')
    await openPerson(console, 'dora')
    await console.submit('Disable user')
    expect((await latchkey.visitor().open(first)).status).toBe(410)
    await console.submit('Enable user')
    expect(console.$('.pill').text()).toBe('Invited')
    await console.submit('Send invitation again')
    await latchkey.deps.background.idle()
    const second = linkIn(lastMailTo(smtp, 'dora@example.test'))
    expect(second).not.toBe(first)
    expect((await latchkey.visitor().open(first)).status).toBe(410)
    expect((await choosePassword(latchkey, second, chosen)).text).toContain('Your password is set.')
  })

  test('have a day for their invitation', async () => {
    const link = await invited('emil')
    latchkey.clock.advanceSeconds(24 * 60 * 60 - 5)
    expect((await latchkey.visitor().open(link)).status).toBe(200)
    latchkey.clock.advanceSeconds(6)
    expect((await latchkey.visitor().open(link)).status).toBe(410)
  })

  test('get a reset mail from the console, to the stored address', async () => {
    const before = mailsTo(smtp, bob.email).length
    await openPerson(console, 'bob')
    await console.submit('Send reset mail')
    expect(console.text).toContain('A reset mail to bob@example.test is on its way')
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, bob.email).length - before).toBe(1)
    bob.password = chosen
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, bob.email)), chosen)
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
  })

  test('cannot be sent a reset mail while the feature is off or they are shut out', async () => {
    await openPerson(console, 'bob')
    const path = console.path
    await latchkey.deps.background.idle()
    await switchReset(console, 'off')
    await console.open(path)
    expect(console.text).not.toContain('Send reset mail')
    const before = smtp.mails.length
    await console.post(`${path}/reset-mail`, {})
    await latchkey.deps.background.idle()
    expect(smtp.mails.length).toBe(before)
    await switchReset(console, 'on')
  })

  test.each(['disable', 'invite', 'reset-mail'])(
    'who do not exist answer %s with no change and no fault',
    async (act) => {
      await expectUnknown(act)
    },
  )

  test('who do not exist answer enable with no change and no fault', async () => {
    await expectUnknown('enable')
  })

  async function expectUnknown(act: string): Promise<void> {
    for (const id of ['000000000000000000000000', 'x', '__proto__', '%24ne']) {
      await console.open('/users')
      await console.post(`/users/${id}/${act}`, {})
      expect([id, console.status]).toEqual([id, 404])
    }
  }

  describe('who are administrators', () => {
    const second = { username: 'second', email: 'second@example.test', password: 'two keys for one lock' }

    test('cannot disable themselves, nor be the last one to go', async () => {
      await openPerson(console, 'admin')
      expect(console.text).toContain('This is your own account')
      await console.post(`${console.path}/disable`, {})
      expect(console.text).toContain('You cannot disable your own account.')
      expect((await signInToConsole(latchkey)).heading).toBe('Overview')
    })

    test('are made by an invitation', async () => {
      await create({ username: second.username, email: second.email, administrator: 'on' })
      await latchkey.deps.background.idle()
      await choosePassword(latchkey, linkIn(lastMailTo(smtp, second.email)), second.password)
      expect((await signInToConsole(latchkey, second)).heading).toBe('Overview')
    })

    test('who disable each other at the same moment leave one of them, every time', async () => {
      for (let round = 0; round < 25; round++) {
        latchkey.clock.advanceSeconds(40)
        const [first, other] = [await signInToConsole(latchkey), await signInToConsole(latchkey, second)]
        expect([round, first.heading, other.heading]).toEqual([round, 'Overview', 'Overview'])
        await openPerson(first, 'second')
        await openPerson(other, 'admin')
        await Promise.all([first.submit('Disable user'), other.submit('Disable user')])
        const alive = await Promise.all([first.send('GET', '/users'), other.send('GET', '/users')])
        expect(alive.filter(({ status }) => status === 200)).toHaveLength(1)
        const [winner, loser] = alive[0]?.status === 200 ? [first, 'second'] : [other, 'admin']
        await openPerson(winner, loser)
        await winner.submit('Enable user')
        expect(winner.$('.pill').text()).toBe('Active')
      }
    }, 60_000)

    test('lose the console with the role’s account and get nothing by their old cookie', async () => {
      const other = await signInToConsole(latchkey, second)
      await openPerson(console, 'second')
      await console.submit('Disable user')
      for (const path of ['/', '/users', '/configuration/organization/smtp'])
        expect((await other.send('GET', path)).status).toBe(303)
      const before = smtp.mails.length
      await other.open('/sign-in')
      const body = `_csrf=${encodeURIComponent(other.formToken)}&username=ghost&email=ghost%40example.test&given_name=&family_name=`
      expect((await other.send('POST', '/users/new', { body })).status).toBe(303)
      await latchkey.deps.background.idle()
      expect(smtp.mails.length).toBe(before)
      await openPerson(console, 'second')
      await console.submit('Enable user')
    })

    // one process on the embedded database is too quick for this race to show
    test('who are enabled and disabled at once never count as active ones who are not', async () => {
      await openPerson(console, 'second')
      const id = console.path.split('/').pop() ?? ''
      const press = (act: string) =>
        console.send('POST', `/users/${id}/${act}`, { body: `_csrf=${encodeURIComponent(console.formToken)}` })
      for (let round = 0; round < 60; round++) {
        await press('disable')
        await Promise.all([press('enable'), press('disable'), press('disable')])
        const person = await mongoose.model('Person').findById(id).lean<{ status: string }>()
        const counted = await mongoose.model('Roster').exists({ ids: id })
        if (person?.status === 'disabled') expect([round, counted]).toEqual([round, null])
      }
    }, 60_000)
  })

  test('are welcomed although self-service reset is off', async () => {
    await switchReset(console, 'off')
    await welcome(latchkey, { console, smtp, person: { username: 'zoe', email: 'zoe@example.test', password: chosen } })
    expect((await signIn(latchkey, { username: 'zoe', password: chosen })).heading).toBe('My Account')
  })
})
