import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { People } from '../../src/users/model.ts'
import { recordQueries } from '../database/plans-support.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, mailsTo, moveIn, openPerson, signInToConsole } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { seen } from './seen.ts'

const carol = { username: 'carol', email: 'carol@example.test' }

describe('nobody can tell from the answer who exists', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let expected: unknown

  beforeAll(async () => {
    smtp = await startSmtpServer()
    const console = await moveIn(latchkey, smtp, [alice, bob])
    await console.open('/users/new')
    await console.submit('Create and send invitation', carol)
    await openPerson(console, bob.username)
    await console.submit('Disable user')
    await latchkey.deps.background.idle()
    expected = await ask('nobody-of-this-name')
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  async function ask(identifier: string) {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    const body = `_csrf=${encodeURIComponent(visitor.formToken)}&return_to=&identifier=${encodeURIComponent(identifier)}`
    const posted = await visitor.send('POST', '/forgot-password', { body })
    const shown = await visitor.send('GET', posted.header('location'))
    return [seen(posted), seen(shown)]
  }

  test.each([
    ['a known username', alice.username, 1],
    ['a known e-mail address', alice.email, 1],
    ['a known username in capitals', 'ALICE', 1],
    ['a known e-mail address in capitals', 'ALICE@EXAMPLE.TEST', 1],
    ['an unknown username', 'nobody-at-all', 0],
    ['an unknown e-mail address', 'nobody@example.test', 0],
    ['a disabled account', bob.username, 0],
    ['a disabled account by e-mail', bob.email, 0],
    ['somebody invited who has no password yet', carol.email, 1],
    ['text that can be no name', '<script>alert(1)</script>', 0],
    ['a list of addresses', `${alice.email},mallory@evil.test`, 0],
  ])('%s', async (_who, identifier, mails) => {
    const before = smtp.mails.length
    expect(await ask(identifier)).toEqual(expected)
    await latchkey.deps.background.idle()
    expect(smtp.mails.length - before).toBe(mails)
  })

  test('comes before anybody is looked up and any letter is written', async () => {
    await latchkey.deps.background.idle()
    const visitor = await latchkey.visitor().open('/forgot-password')
    const before = await state()
    const queries = recordQueries()
    await visitor.submit('Send Mail', { identifier: alice.username })
    const asked = queries.stop().map(({ collection }) => collection)
    expect(visitor.path).toContain('/forgot-password/sent')
    expect(asked).not.toContain(People.collection.name)
    expect(await state()).toEqual(before)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before.mails + 1)
  })

  const state = async () => ({ people: await People.find().lean(), mails: mailsTo(smtp, alice.email).length })

  test('a person whose limit is reached', async () => {
    for (let time = 1; time <= 6; time++) {
      expect(await ask(alice.username)).toEqual(expected)
      await latchkey.deps.background.idle()
    }
  })

  test('while the SMTP server refuses every mail, and while it is away', async () => {
    smtp.refuse({ stage: 'sender', code: 451, text: 'Try again later' })
    expect(await ask(alice.username)).toEqual(expected)
    await latchkey.deps.background.idle()
    expect(await ask('nobody-of-this-name')).toEqual(expected)
    expect(await ask(alice.username)).toEqual(expected)
    smtp.refuse(undefined)
  })

  test('while a wrong SMTP password is saved', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/smtp')
    await console.submit('Update', { authentication: 'password', user_name: 'latchkey', password: 'wrong by far' })
    expect(await ask(alice.username)).toEqual(expected)
    await latchkey.deps.background.idle()
    expect(await ask(alice.username)).toEqual(expected)
    expect(await ask('nobody-of-this-name')).toEqual(expected)
    expect(mailsTo(smtp, 'nobody@example.test')).toHaveLength(0)
  })
})
