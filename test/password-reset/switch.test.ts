import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  bob,
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailedLink,
  moveIn,
  signIn,
  signInToConsole,
  switchReset,
  welcome,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const chosen = 'twenty words but fewer'

describe('switching self-service password reset off', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(16))

  async function turn(state: 'on' | 'off'): Promise<void> {
    await switchReset(await signInToConsole(latchkey), state)
  }

  test('closes the page and the form at once and hides the link', async () => {
    await turn('on')
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    await turn('off')
    await visitor.submit('Send Mail', { identifier: alice.username })
    expect([visitor.status, visitor.heading]).toEqual([404, 'Password reset is not available now'])
    for (const path of ['/forgot-password', '/forgot-password/sent', '/FORGOT-PASSWORD/']) {
      await visitor.open(path)
      expect([path, visitor.status]).toEqual([path, 404])
    }
    await visitor.open('/sign-in')
    expect(visitor.text).not.toContain('Forgot your Password?')
    const before = smtp.mails.length
    await latchkey.deps.background.idle()
    expect(smtp.mails.length).toBe(before)
  })

  test('answers a request that was taken down just before with no mail', async () => {
    await turn('on')
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    await visitor.submit('Send Mail', { identifier: alice.username })
    await turn('off')
    const before = smtp.mails.length
    await latchkey.deps.background.idle()
    expect(smtp.mails.length).toBe(before)
  })

  test('closes outstanding links, which stay dead after it is switched on again while new ones work', async () => {
    await turn('on')
    const link = await mailedLink(latchkey, smtp, alice)
    const open = latchkey.visitor()
    await open.open(link)
    await turn('off')
    await open.submit('Set password', { new_password: chosen, confirm_password: chosen })
    expect([open.status, open.heading]).toEqual([404, 'Password reset is not available now'])
    await open.open(link)
    expect(open.status).toBe(404)

    latchkey.clock.advanceSeconds(1)
    await turn('on')
    await open.open(link)
    expect([open.status, open.heading]).toEqual([410, 'This link no longer works'])
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), chosen)
    alice.password = chosen
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('leaves live links alive when the form is saved again without a change', async () => {
    await turn('on')
    const link = await mailedLink(latchkey, smtp, alice)
    latchkey.clock.advanceSeconds(1)
    await turn('on')
    const visitor = latchkey.visitor()
    await visitor.open(link)
    expect(visitor.status).toBe(200)
  })

  test('leaves invitations working', async () => {
    await turn('off')
    const console = await signInToConsole(latchkey)
    await welcome(latchkey, { console, smtp, person: bob })
    expect((await signIn(latchkey, bob)).heading).toBe('My Account')
  })

  test('kills no invitation when it is switched on and off meanwhile', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'dora', email: 'dora@example.test' })
    await latchkey.deps.background.idle()
    latchkey.clock.advanceSeconds(1)
    await turn('on')
    latchkey.clock.advanceSeconds(1)
    await turn('off')
    const visitor = await choosePassword(latchkey, linkIn(lastMailTo(smtp, 'dora@example.test')), chosen)
    expect(visitor.text).toContain('Your password is set.')
  })

  test('keeps a link of one purpose from opening the page of the other', async () => {
    await turn('on')
    const reset = await mailedLink(latchkey, smtp, alice)
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'emil', email: 'emil@example.test' })
    await latchkey.deps.background.idle()
    const invitation = linkIn(lastMailTo(smtp, 'emil@example.test'))
    for (const [link, path] of [
      [reset, '/invitation'],
      [invitation, '/reset-password'],
    ] as const) {
      const visitor = latchkey.visitor()
      await visitor.open(`${path}?token=${new URL(link).searchParams.get('token')}`)
      expect([visitor.status, visitor.heading]).toEqual([410, 'This link no longer works'])
      await visitor.open(link)
      expect(visitor.status).toBe(200)
      const body = `_csrf=${encodeURIComponent(visitor.formToken)}&new_password=${chosen}&confirm_password=${chosen}`
      expect((await visitor.send('POST', path, { body })).status).toBe(410)
    }
  })

  test('lets an anonymous request give an invited person a new mail, and one of the two links always works', async () => {
    await turn('on')
    const invitation = linkIn(lastMailTo(smtp, 'emil@example.test'))
    await forgot(latchkey, 'emil')
    const newest = linkIn(lastMailTo(smtp, 'emil@example.test'))
    expect(newest).not.toBe(invitation)
    const visitor = latchkey.visitor()
    await visitor.open(newest)
    expect(visitor.status).toBe(200)
  })

  test('lets nobody shorten an invitation by asking for a reset in the name of the invited', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'fritz', email: 'fritz@example.test' })
    await latchkey.deps.background.idle()
    await forgot(latchkey, 'fritz')
    latchkey.clock.advanceMinutes(60)
    const visitor = latchkey.visitor()
    await visitor.open(linkIn(lastMailTo(smtp, 'fritz@example.test')))
    expect(visitor.status).toBe(200)
  })
})
