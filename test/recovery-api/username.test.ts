import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RecoverySettings, readSettings, saveRecovery } from '../../src/organization/settings.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, lastMailTo, mailsTo, moveIn, openPerson, signIn, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { call, expectFault, v09 } from './program.ts'

const path = `${v09}/recover-username`
const email = 'http://wso2.org/claims/emailaddress'
const username = 'http://wso2.org/claims/username'

describe('POST /recover-username', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    await choose({ usernameRecovery: true })
  })

  async function choose(change: Partial<RecoverySettings>): Promise<void> {
    const { recovery } = await readSettings()
    const quiet = { notifyUserExistence: false, notifyRecoveryEmailExistence: false, notifyUserAccountStatus: false }
    await saveRecovery({ ...recovery, ...quiet, ...change })
  }

  const ask = async (body: unknown, query = '') => {
    const answer = await call(latchkey, `${path}${query}`, body)
    await latchkey.deps.background.idle()
    return answer
  }
  const letters = (person: { email: string }) =>
    mailsTo(smtp, person.email).filter(({ parsed }) => parsed.subject === 'Your username at Latchkey')

  test('is refused with 20031 unless an administrator allowed it', async () => {
    await choose({ usernameRecovery: false })
    expectFault(await ask([{ uri: email, value: alice.email }]), 400, '20031')
    expect(letters(alice)).toHaveLength(0)
  })

  test('mails the username to its owner, without a link', async () => {
    const answer = await ask([
      { uri: 'http://wso2.org/claims/givenname', value: 'Alice' },
      { uri: email, value: alice.email },
    ])
    expect([answer.status, answer.body]).toEqual([202, ''])
    expect(letters(alice)).toHaveLength(1)
    const { parsed } = lastMailTo(smtp, alice.email)
    expect(parsed.text).toMatch(/^ *alice *$/m)
    expect(`${parsed.text}${parsed.html}`).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
    const console = await openPerson(await signInToConsole(latchkey), alice.username)
    expect(console.text).toMatch(/Username asked for, mail queued/)
    expect(console.text).toMatch(/Accepted by the relay/)
    await console.open('/audit?action=api.recovery')
    expect(console.text).toContain('Recovery API called')
    const visitor = await signIn(latchkey, alice)
    await visitor.open('/my-account/activity')
    expect(visitor.text).toContain('Your username was asked for, mail sent')
  })

  test.each([
    ['a list of claims', [{ uri: username, value: alice.username }]],
    ['claims in an object', { claims: [{ uri: email, value: alice.email }], properties: [] }],
    ['a user', { user: { username: `PRIMARY/${alice.username}@carbon.super` }, properties: [] }],
    ['the same name twice', { user: { username: alice.email }, claims: [{ uri: email, value: alice.email }] }],
  ])('takes %s, with or without a slash at the end', async (_what, body) => {
    const before = letters(alice).length
    expect((await ask(body)).status).toBe(202)
    expect((await call(latchkey, `${path}/`, body)).status).toBe(202)
    await latchkey.deps.background.idle()
    expect(letters(alice)).toHaveLength(before + 2)
  })

  test('answers everybody alike', async () => {
    const answers = await Promise.all(
      [alice.email, 'nobody@example.test', 'nobody', alice.username, '<b>'].map((value) =>
        call(latchkey, path, [{ uri: value.includes('@') ? email : username, value }]),
      ),
    )
    for (const { status, body } of answers) expect([status, body]).toEqual([202, ''])
    await latchkey.deps.background.idle()
    const console = await signInToConsole(latchkey)
    await console.open('/audit?action=username.reminded&outcome=refused')
    expect(console.text).toContain('Username asked for, no mail sent')
  })

  test('mails three letters a quarter of an hour to one person, and reset mails are counted apart', async () => {
    latchkey.clock.advanceSeconds(900 - (Math.floor(latchkey.clock.now().getTime() / 1000) % 900))
    const before = letters(bob).length
    for (let time = 1; time <= 5; time++) expect((await ask([{ uri: username, value: bob.username }])).status).toBe(202)
    expect(letters(bob)).toHaveLength(before + 3)
    await call(latchkey, `${v09}/recover-password`, { user: { username: bob.username } })
    await latchkey.deps.background.idle()
    expect(lastMailTo(smtp, bob.email).parsed.subject).toBe('Choose a new password at Latchkey')
  })

  test('mails nothing to a disabled account', async () => {
    const console = await openPerson(await signInToConsole(latchkey), bob.username)
    await console.submit('Disable user')
    const before = letters(bob).length
    expect((await ask([{ uri: username, value: bob.username }])).status).toBe(202)
    expect(letters(bob)).toHaveLength(before)
    await choose({ notifyUserAccountStatus: true })
    expectFault(await ask([{ uri: username, value: bob.username }]), 400, '17004')
    await openPerson(console, bob.username)
    await console.submit('Enable user')
  })

  test.each([
    ['nothing', [], '400'],
    ['no name', [{ uri: 'http://wso2.org/claims/givenname', value: 'Alice' }], '400'],
    [
      'two people',
      [
        { uri: username, value: 'alice' },
        { uri: email, value: 'bob@example.test' },
      ],
      '20032',
    ],
    ['a list of texts', ['alice'], '400'],
    ['a number', 7, '400'],
  ])('refuses %s', async (_what, body, code) => {
    expectFault(await ask(body), 400, code)
  })

  test('refuses another tenant', async () => {
    const answer = await call(latchkey, `/t/elsewhere${path}`, [{ uri: email, value: alice.email }])
    expect(answer.status).toBe(400)
  })

  test('says that there is no such user, and hands usernames over, only with notify_user_existence', async () => {
    const nobody = [{ uri: email, value: 'nobody@example.test' }]
    expectFault(await ask([{ uri: email, value: alice.email }], '?notify=false'), 400, '20031')
    await choose({ notifyUserExistence: true })
    expect((await ask(nobody)).status).toBe(204)
    expect((await ask(nobody, '?notify=false')).status).toBe(204)
    const before = letters(alice).length
    const answer = await ask([{ uri: email, value: alice.email }], '?notify=false')
    expect([answer.status, answer.body, letters(alice).length]).toEqual([202, alice.username, before])
  })

  test('is off while there is no relay to mail through', async () => {
    const settings = mongoose.connection.collection('settings')
    const kept = (await settings.findOne({}))?.smtp
    await settings.updateOne({}, { $unset: { smtp: 1 } })
    expectFault(await ask([{ uri: email, value: alice.email }]), 400, '20031')
    await settings.updateOne({}, { $set: { smtp: kept } })
  })
})
