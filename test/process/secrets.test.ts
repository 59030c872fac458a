import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { adminPassword, alice, configureSmtp, lastMailTo, linkIn, mailsTo, switchReset } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { eventually, freePort, type Running, run } from './running.ts'

const first = 'first-secret-q8Yt2LwZ5vNc0RbX7mKd4JfH1sGp9AeU'
const second = 'second-secret-Zr6Tn3BvX9cLq1WsE7yHd5KjM0aGp4Uf'
const chosen = 'words after the great tidying'
const credentials = { user: 'latchkey', pass: 'copper kettle on a slow fire' }
const smtpReason = 'The saved SMTP password cannot be opened with the present SECRETS.'

describe('C23: started again, a process', () => {
  const started: Running[] = []
  let folder: string
  let relay: TestSmtpServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-secrets-'))
    relay = await startSmtpServer({ credentials })
    await moveIn(await live({ DATA_DIR: join(folder, 'moved-in') }))
    await endAll('SIGTERM')
  }, 60_000)
  afterEach(() => endAll('SIGKILL'))
  afterAll(async () => {
    await relay.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Starts a process and waits until it serves. */
  async function live(more: Record<string, string>): Promise<Running> {
    const [PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())]
    const one = run({ HOST: '127.0.0.1', PORT, ADMIN_PORT, SECRETS: first, ...more })
    started.push(one)
    await one.says(/Console {2,}http.*\n\n/)
    return one
  }

  async function endAll(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    for (const { child } of started) child.kill(signal)
    await Promise.all(started.splice(0).map(({ ended }) => ended))
  }

  /** An administrator, a relay that asks for a password, self-service reset on, and alice. */
  async function moveIn(one: Running): Promise<void> {
    const [, link = ''] = await one.says(/(http:\/\/localhost:\d+\/setup\?token=\S+)\n/)
    const console = await one.console().open(link)
    const words = { new_password: adminPassword, confirm_password: adminPassword }
    await console.submit('Create administrator', { username: 'admin', email: 'admin@example.test', ...words })
    await configureSmtp(console, relay.port)
    await console.open('/configuration/organization/smtp')
    const { user: user_name, pass: password } = credentials
    await console.submit('Update', { authentication: 'password', user_name, password })
    await switchReset(console, 'on')
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: alice.username, email: alice.email })
    const invitation = await relay.waitForMail()
    await choose(await one.visitor().open(linkIn(invitation)), alice.password)
  }

  /** People in the middle of things, on a copy of the data. `again` stops the process and starts it with these secrets, at the
   *  same addresses, so that every browser goes on where it was. */
  async function peopleAtWork(name: string) {
    const DATA_DIR = join(folder, name.replaceAll(/\W+/g, '-'))
    await cp(join(folder, 'moved-in'), DATA_DIR, { recursive: true })
    const at = { DATA_DIR, PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) }
    const one = await live(at)
    const asker = await one.visitor().open('/forgot-password')
    const before = mailsTo(relay, alice.email).length
    await asker.submit('Send Mail', { identifier: alice.username })
    await arrived(before + 1)
    const link = linkIn(lastMailTo(relay, alice.email))
    return {
      link,
      person: await signedIn(one.visitor(), alice.password),
      console: await signedIn(one.console(), adminPassword, 'admin'),
      form: await one.visitor().open('/forgot-password'),
      reader: await one.visitor().open(link),
      again: async (secrets: string) => {
        await endAll('SIGTERM')
        return live({ ...at, SECRETS: secrets })
      },
    }
  }

  /** Waits until so many mails reached alice. */
  function arrived(count: number): Promise<true> {
    return eventually(async () => mailsTo(relay, alice.email).length >= count || undefined, 20_000)
  }

  test.each([
    ['with the same secret', first],
    ['with a new secret before the old one', `${second},${first}`],
  ])(
    '%s honours every session, open form and mailed link',
    async (name, secrets) => {
      const { person, console, form, reader, link, again } = await peopleAtWork(name)
      const one = await again(secrets)
      expect((await person.open('/my-account')).heading).toBe('My Account')
      expect((await console.open('/users')).heading).toBe('Users')
      expect((await one.visitor().open(link)).heading).toBe('Choose a new password')
      expect((await choose(reader, chosen)).text).toContain('Your password is set.')
      const before = mailsTo(relay, alice.email).length
      expect((await form.submit('Send Mail', { identifier: alice.username })).heading).toBe('Check your mailbox')
      await arrived(before + 1)
      expectNoFault(one)
    },
    60_000,
  )

  test('with another secret knows nobody and no open form, says so kindly, and honours a link mailed before', async () => {
    const { person, console, form, reader, link, again } = await peopleAtWork('with another secret')
    const one = await again(second)
    expect([(await person.open('/my-account')).status, person.heading]).toEqual([200, 'Sign in'])
    expect([(await console.open('/users')).status, console.heading]).toEqual([200, 'Sign in to the console'])
    expectStale(await form.submit('Send Mail', { identifier: alice.username }))
    expectStale(await choose(reader, chosen))
    expect([(await reader.open('/reset-password')).status, reader.heading]).toEqual([410, 'This link no longer works'])
    // the database holds the digest of the link alone, so that no secret of ours has a part in it
    expect((await reader.open(link)).heading).toBe('Choose a new password')
    expect((await choose(reader, chosen)).text).toContain('Your password is set.')
    expect((await signedIn(person, chosen)).heading).toBe('My Account')
    expectNoFault(one)
  }, 60_000)

  test('with another secret says that the SMTP password does not open, and mails once the old one is back', async () => {
    const { form, again } = await peopleAtWork('and mail')
    const without = await again(second)
    const before = mailsTo(relay, alice.email).length
    await without.says(new RegExp(`${smtpReason}.*"mail-queue-paused"`))
    await form.open('/forgot-password')
    expect((await form.submit('Send Mail', { identifier: alice.username })).heading).toBe('Check your mailbox')
    const console = await signedIn(without.console(), adminPassword, 'admin')
    expect(console.text).toContain(`Mail cannot leave. ${smtpReason}`)
    const waiting = () => console.open('/mail?state=queued')
    await eventually(async () => (await waiting()).text.includes('1 letter waits') || undefined, 20_000)
    expect(console.text).toMatch(/Mail cannot leave\. The saved SMTP password.*Waiting Next try now 0/)
    expect((await console.open('/configuration/organization/system')).text).toContain(smtpReason)
    expect(mailsTo(relay, alice.email)).toHaveLength(before)
    expectNoFault(without)
    const back = await again(`${first},${second}`)
    await arrived(before + 1)
    expect(back.output()).not.toContain('mail-queue-paused')
    expectNoFault(back)
  }, 60_000)
})

async function signedIn(browser: Browser, password: string, identifier = alice.username): Promise<Browser> {
  await browser.open('/sign-in')
  return browser.submit('Sign in', { identifier, password })
}

async function choose(browser: Browser, password: string): Promise<Browser> {
  return browser.submit('Set password', { new_password: password, confirm_password: password })
}

/** The page for a form that was made for somebody else, or under secrets that are gone. */
function expectStale(browser: Browser): void {
  expect([browser.status, browser.heading]).toEqual([403, 'This form is no longer valid'])
  expect(browser.text).toContain('Nothing was changed. Go back, reload the page and try again.')
}

/** Every answer of 500 or more, and every job that fails, is in the log. */
function expectNoFault(one: Running): void {
  expect(one.output()).not.toMatch(/request-failed|background-job-failed/)
}
