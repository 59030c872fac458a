import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dumpDatabase } from '../audit/dump.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
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
  switchReset,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const chosen = 'a lighthouse keeps its word'

describe('an administrator who helps somebody to sign in', () => {
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

  async function makeLink(username: string): Promise<string> {
    await openPerson(console, username)
    await console.submit('Make one-time link')
    return console.$('#link').attr('value') ?? ''
  }

  describe('by unlocking', () => {
    test('spares them the wait after wrong passwords, by either name', async () => {
      const visitor = latchkey.visitor()
      for (const identifier of ['bob', bob.email])
        for (let guess = 0; guess < 6; guess++) {
          await visitor.open('/sign-in')
          await visitor.submit('Sign in', { identifier, password: 'a wrong guess' })
        }
      expect((await signIn(latchkey, bob)).status).toBe(429)
      await openPerson(console, 'bob')
      await console.submit('Unlock')
      expect(console.text).toContain('Failed sign-ins are forgotten')
      expect((await signIn(latchkey, bob)).heading).toBe('My Account')
      expect((await signIn(latchkey, { ...bob, username: bob.email })).heading).toBe('My Account')
      await latchkey.deps.background.idle()
      await openPerson(console, 'bob')
      expect(console.$('.timeline').text()).toContain('Account unlocked, by admin')
    })
  })

  describe('by ending sessions', () => {
    test('sees each with its door, device, address and time, and ends one of them', async () => {
      const [first, second] = [await signIn(latchkey, alice), await signIn(latchkey, alice)]
      await openPerson(console, 'alice')
      expect(console.$('.sessions li')).toHaveLength(2)
      expect(console.$('.sessions li').first().text().replaceAll(/\s+/g, ' ')).toMatch(
        /An unknown browser My Account 127\.0\.0\.1 · since 20\d\d-.* UTC · last seen 20\d\d-.* UTC/,
      )
      await console.post(`${console.path}/end-session`, { session: console.$('[name=session]').attr('value') ?? '' })
      expect(console.text).toContain('The session is ended.')
      const answers = await Promise.all([first, second].map((one) => one.send('GET', '/my-account')))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 303])
    })

    test('ends them all, at both doors', async () => {
      const visitor = await signIn(latchkey, alice)
      await openPerson(console, 'alice')
      await console.submit('End all sessions')
      expect(console.text).toContain('All sessions of alice are ended.')
      expect(console.text).toContain('Not signed in anywhere.')
      expect((await visitor.send('GET', '/my-account')).status).toBe(303)
      await latchkey.deps.background.idle()
      await openPerson(console, 'alice')
      expect(console.$('.timeline').text()).toContain('All sessions ended, by admin')
    })

    test('knows their own, and may end it', async () => {
      await openPerson(console, 'admin')
      expect(console.$('.sessions').text()).toContain('this browser')
      await console.submit('End all sessions')
      expect(console.heading).toBe('Sign in to the console')
    })

    test('does not end the session of somebody else by its id, nor one that is gone, nor no session', async () => {
      const visitor = await signIn(latchkey, bob)
      await openPerson(console, 'bob')
      const session = console.$('[name=session]').attr('value') ?? ''
      await openPerson(console, 'alice')
      await console.post(`${console.path}/end-session`, { session })
      expect(console.text).toContain('That session had ended already.')
      expect((await visitor.send('GET', '/my-account')).status).toBe(200)
      await openPerson(console, 'alice')
      await console.post(`${console.path}/end-session`, { session: 'no session' })
      expect(console.status).toBe(400)
    })
  })

  describe('by a one-time link', () => {
    test('gets it once, in a page nobody may keep, and it works once', async () => {
      const link = await makeLink('alice')
      expect(link).toMatch(/^http:\/\/latchkey\.test\/reset-password\?token=[\w-]{43}$/)
      expect(console.headers['cache-control']).toBe('no-store')
      await openPerson(console, 'alice')
      expect(console.html).not.toContain(link.slice(-43))
      await choosePassword(latchkey, link, chosen)
      expect((await signIn(latchkey, { ...alice, password: chosen })).heading).toBe('My Account')
      expect((await latchkey.visitor().open(link)).status).toBe(410)
      alice.password = chosen
    })

    test('leaves no trace of it: not in the database, the log or the mail, but says that it was made', async () => {
      const link = await makeLink('bob')
      await latchkey.deps.background.idle()
      const token = link.slice(-43)
      expect(await dumpDatabase()).not.toContain(token)
      expect(latchkey.logLines.join('\n')).not.toContain(token)
      const notice = lastMailTo(smtp, bob.email)
      expect(notice.raw).not.toContain(token)
      expect(notice.parsed.subject).toBe('A one-time link was made for your account at Latchkey')
      expect(notice.parsed.text).toContain('admin, an administrator of Latchkey, has made a link')
      await openPerson(console, 'bob')
      expect(console.$('.timeline').text()).toContain('One-time link shown to an administrator, by admin')
    })

    test('has one live link at a time, mailed or not', async () => {
      await forgot(latchkey, 'bob')
      const mailed = linkIn(lastMailTo(smtp, bob.email))
      const first = await makeLink('bob')
      expect((await latchkey.visitor().open(mailed)).status).toBe(410)
      const second = await makeLink('bob')
      expect((await latchkey.visitor().open(first)).status).toBe(410)
      expect((await latchkey.visitor().open(second)).status).toBe(200)
      await forgot(latchkey, 'bob')
      expect((await latchkey.visitor().open(second)).status).toBe(410)
    })

    test('lives as long as a mailed one, and then the timeline says that it expired', async () => {
      const link = await makeLink('bob')
      latchkey.clock.advanceSeconds(30 * 60 - 1)
      expect((await latchkey.visitor().open(link)).status).toBe(200)
      latchkey.clock.advanceSeconds(2)
      expect((await latchkey.visitor().open(link)).status).toBe(410)
      console = await signInToConsole(latchkey)
      await openPerson(console, 'bob')
      expect(console.$('.timeline').text()).toContain('The one-time link expired unused')
    })

    test('for somebody invited is an invitation', async () => {
      await console.open('/users/new')
      await console.submit('Create and send invitation', { username: 'ines', email: 'ines@example.test' })
      await latchkey.deps.background.idle()
      const mailed = linkIn(lastMailTo(smtp, 'ines@example.test'))
      const link = await makeLink('ines')
      expect(link).toContain('/invitation?token=')
      expect((await latchkey.visitor().open(mailed)).status).toBe(410)
      expect((await choosePassword(latchkey, link, chosen)).text).toContain('Your password is set')
      await latchkey.deps.background.idle()
      expect(mailsTo(smtp, 'ines@example.test')).toHaveLength(2)
    })

    test('works while mail is down: the notice waits', async () => {
      smtp.refuse({ stage: 'connect', code: 421, text: 'closed for today' })
      const link = await makeLink('alice')
      await latchkey.deps.background.idle()
      expect((await choosePassword(latchkey, link, 'nine umbrellas in a hall')).text).toContain('Your password is set')
      alice.password = 'nine umbrellas in a hall'
      smtp.refuse(undefined)
      latchkey.clock.advanceMinutes(30)
      await latchkey.deps.background.idle()
      expect(mailsTo(smtp, alice.email).map(({ parsed }) => parsed.subject)).toContain(
        'A one-time link was made for your account at Latchkey',
      )
    })

    test('gets none for somebody who is shut out, nor while reset is off', async () => {
      await openPerson(console, 'bob')
      const page = console.path
      await console.submit('Disable user')
      expect(console.text).not.toContain('Make one-time link')
      await console.post(`${page}/one-time-link`, {})
      expect([console.path, console.text.includes('the account is disabled')]).toEqual([page, true])
      await console.submit('Enable user')
      await switchReset(console, 'off')
      await console.open(page)
      expect(console.text).not.toContain('Make one-time link')
      await console.post(`${page}/one-time-link`, {})
      expect([console.path, console.text.includes('Self-Service Password Reset is off')]).toEqual([page, true])
      await switchReset(console, 'on')
      await console.post('/users/000000000000000000000000/one-time-link', {})
      expect(console.status).toBe(404)
    })

    test('proves who they are first when the last proof is old', async () => {
      await openPerson(console, 'bob')
      latchkey.clock.advanceMinutes(11)
      await console.submit('Make one-time link')
      expect(console.heading).toBe('Confirm that it is you')
      expect(console.$('#link')).toHaveLength(0)
      await console.submit('Confirm and go on', { current_password: adminPassword })
      expect(console.$('#link').attr('value')).toContain('/reset-password?token=')
    })
  })
})
