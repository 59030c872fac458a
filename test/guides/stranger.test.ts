// Over 120 lines: one long walk on purpose, from an empty database to the answer to "where is my mail?".

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { startFaultyServer } from '../support/fault-smtp.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  becomeAdministrator,
  forgot,
  lastMailTo,
  linkIn,
  mailsTo,
  openPerson,
  proveIfAsked,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { upload } from '../support/upload.ts'

const latchkey = useLatchkey()
const people = 1000
const wanda = { username: 'person.0500', email: 'person.0500@example.test', password: 'violets under the old bridge' }
const forgotten = 'a lighthouse keeps its word'
const relay = {
  host: '127.0.0.1',
  protection: 'None',
  authentication: 'none',
  from_name: 'Example Org',
  from_email: 'no-reply@example.test',
}
/** A thousand letters go through the real queue, also where machine and database are slow. */
const patienceMs = 20 * 60_000
let smtp: TestSmtpServer

beforeAll(async () => {
  smtp = await startSmtpServer()
})
afterAll(() => smtp.close())

test(
  'a stranger sets up mail, mends it, invites a thousand people, and sees where the mail of one of them went',
  async () => {
    const console = await becomeAdministrator(latchkey)
    await setUpMail(console)
    await switchOn(console)
    await inviteEverybody(console)
    await choose(linkIn(lastMailTo(smtp, wanda.email)), forgotten)
    latchkey.clock.advanceMinutes(1)
    await forgot(latchkey, wanda.email)
    await choose(linkIn(lastMailTo(smtp, wanda.email)), wanda.password)
    latchkey.clock.advanceMinutes(1)
    expect((await signIn(latchkey, wanda)).heading).toBe('My Account')
    await latchkey.deps.background.idle()
    await openPerson(console, wanda.username)
    expect(timeline(console)).toEqual([
      'Account created, invitation queued, by admin, from 127.0.0.1 | imported',
      'Queued for person.0500@example.test · Invitation',
      'Accepted by the relay · Invitation | The relay said: 250 OK: queued as test',
      'Invitation opened, from 127.0.0.1',
      'Password chosen with the invitation, from 127.0.0.1',
      'Password reset asked for, mail queued, from 127.0.0.1',
      'Queued for person.0500@example.test · Password reset',
      'Accepted by the relay · Password reset | The relay said: 250 OK: queued as test',
      'Link opened (perhaps by a mail scanner), from 127.0.0.1',
      'New password chosen with the link, from 127.0.0.1',
      'Queued for person.0500@example.test · Password changed',
      'Accepted by the relay · Password changed | The relay said: 250 OK: queued as test',
      'Signed in, from 127.0.0.1',
    ])
  },
  patienceMs,
)

/** The wizard's step for mail: first with a wrong port, which the test explains, then with the right one. */
async function setUpMail(console: Browser): Promise<void> {
  expect([console.heading, stepOf(console)]).toEqual(['SMTP Server Configuration', 'Mail server'])
  const wrongPort = await portOfNobody()
  await console.submit('Test Configuration', { ...relay, port: String(wrongPort) })
  const verdict = console.$('.verdict-error').text()
  expect(verdict).toContain(`Connect: Nothing listens on 127.0.0.1 port ${wrongPort}.`)
  expect(verdict).toContain('Check the port: 587 for StartTls, 465 for SslTls, 25 for None.')
  expect(stages(console).slice(0, 3)).toEqual(['Name look-up Passed', 'Connect Failed', 'TLS Not reached'])

  await console.submit('Test Configuration', { port: String(smtp.port) })
  expect([console.text, stages(console).at(-1)]).toEqual([
    expect.stringContaining('SMTP Test succeeded!'),
    'Data Passed',
  ])
  expect(mailsTo(smtp, 'admin@example.test')).toHaveLength(1)
  await console.submit('Update')
  await proveIfAsked(console)
  expect(console.text).toContain('SMTP settings saved. These exact values were tested.')
}

/** The wizard's last step. */
async function switchOn(console: Browser): Promise<void> {
  expect([console.heading, stepOf(console)]).toEqual(['System Configuration', 'Password reset'])
  await console.submit('Update', { self_service_password_reset: 'on' })
  await proveIfAsked(console)
  expect([console.heading, console.text]).toEqual(['Overview', expect.stringContaining('Latchkey is set up')])
}

/** The file is checked first, which creates nobody; everybody on it then gets one invitation. */
async function inviteEverybody(console: Browser): Promise<void> {
  await console.open('/users/import')
  await upload(console, '/users/import', { file: fileOfPeople() })
  expect([console.status, console.text]).toEqual([200, expect.stringContaining('The file is in order')])
  expect(await howManyUsers()).toBe('1 in all')
  await console.submit('Create and invite 1000 people')
  expect(console.text).toContain('1000 people invited.')
  expect(await howManyUsers()).toBe('1,001 in all')
  await latchkey.deps.background.idle()
  const invited = smtp.mails.slice(1).map(({ envelope }) => String(envelope.to[0]))
  expect(invited.toSorted()).toEqual(everybody().map(({ email }) => email))
}

/** Opens a mailed link and, a minute later, chooses a password with it. */
async function choose(link: string, password: string): Promise<void> {
  latchkey.clock.advanceMinutes(1)
  const visitor = await latchkey.visitor().open(link)
  latchkey.clock.advanceMinutes(1)
  await visitor.submit('Set password', { new_password: password, confirm_password: password })
  expect(visitor.text).toContain('Your password is set.')
  await latchkey.deps.background.idle()
}

function everybody(): { username: string; email: string }[] {
  return Array.from({ length: people }, (_, index) => {
    const username = `person.${String(index).padStart(4, '0')}`
    return { username, email: `${username}@example.test` }
  })
}

function fileOfPeople(): string {
  return ['username,email', ...everybody().map(({ username, email }) => `${username},${email}`)].join('\r\n')
}

/** As another window of the administrator shows it. */
async function howManyUsers(): Promise<string> {
  const console = await (await signInToConsole(latchkey)).open('/users')
  return console.$('.lede').text()
}

/** A port that a server has just left. */
async function portOfNobody(): Promise<number> {
  const gone = await startFaultyServer()
  await gone.close()
  return gone.port
}

function stepOf({ $ }: Browser): string {
  return $('[aria-current=step]').text().replace(/\d/, '').trim()
}

/** The steps of the diagnosis as the page lists them. */
function stages({ $ }: Browser): string[] {
  const names = $('.stages .stage-name').map((_, name) => $(name).text().replaceAll(/\s+/g, ' ').trim())
  return names.get()
}

/** The lines of the timeline, oldest first, without their moments. */
function timeline({ $ }: Browser): string[] {
  const lines = $('.timeline li').map((_, line) => {
    const parts = $(line).find('> span').slice(1)
    return parts
      .map((_at, part) => $(part).text().trim())
      .get()
      .join(' | ')
  })
  return lines.get().reverse()
}
