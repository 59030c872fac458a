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
  moveIn,
  openPerson,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the timeline of a user', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice, bob])
  })
  afterAll(() => smtp.close())
  beforeEach(() => latchkey.clock.advanceMinutes(20))

  /** The lines about a person since the test began, oldest first. */
  async function lines(username: string, since: Date): Promise<string[]> {
    await latchkey.deps.background.idle()
    console = await signInToConsole(latchkey)
    await openPerson(console, username)
    return console
      .$('.timeline li')
      .map((_, element) => {
        const texts = console
          .$(element)
          .find('> span')
          .map((_at, part) => console.$(part).text().trim())
          .get()
        const [at = '', ...words] = texts
        return new Date(at.replace(' UTC', 'Z').replace(' ', 'T')) >= since ? words.join(' | ') : undefined
      })
      .get()
      .filter((line): line is string => line !== undefined)
      .reverse()
  }

  test('tells where the mail is: asked, queued, tried with each reply, accepted with its reply, opened, used', async () => {
    const since = minuteOf(latchkey.clock.now())
    smtp.refuse({ stage: 'data', code: 451, text: '4.3.0 come again', times: 2 })
    await forgot(latchkey, 'alice')
    for (let minute = 0; minute < 2; minute++) {
      latchkey.clock.advanceMinutes(1)
      await latchkey.deps.background.idle()
    }
    latchkey.clock.advanceMinutes(1)
    const link = linkIn(lastMailTo(smtp, alice.email))
    const visitor = await latchkey.visitor().open(link)
    await visitor.open(visitor.path)
    latchkey.clock.advanceMinutes(1)
    await choosePassword(latchkey, link, 'five green lamps in a row')
    alice.password = 'five green lamps in a row'
    expect(await lines('alice', since)).toEqual([
      'Password reset asked for, mail queued, from 127.0.0.1',
      'Queued for alice@example.test · Password reset',
      'Try 1 failed · Password reset | The relay said: 451 4.3.0 come again',
      'Try 2 failed · Password reset | The relay said: 451 4.3.0 come again',
      'Accepted by the relay · Password reset | The relay said: 250 OK: queued as test',
      'Link opened (perhaps by a mail scanner), from 127.0.0.1',
      'New password chosen with the link, from 127.0.0.1',
      'Queued for alice@example.test · Password changed',
      'Accepted by the relay · Password changed | The relay said: 250 OK: queued as test',
    ])
  })

  test('a scanner that fetches the link and follows nothing leaves no line and changes nothing', async () => {
    await forgot(latchkey, 'bob')
    const link = linkIn(lastMailTo(smtp, bob.email))
    const since = minuteOf(latchkey.clock.now())
    latchkey.clock.advanceMinutes(1)
    const scanner = latchkey.visitor()
    for (const method of ['HEAD', 'GET']) await scanner.send(method, link.replace('http://latchkey.test', ''))
    expect((await lines('bob', since)).filter((line) => line.includes('opened'))).toEqual([])
    expect((await latchkey.visitor().open(link)).status).toBe(200)
  })

  test('tells of a link that nobody used, and of one that another replaced', async () => {
    const since = minuteOf(latchkey.clock.now())
    await forgot(latchkey, 'bob')
    latchkey.clock.advanceMinutes(5)
    await forgot(latchkey, 'bob')
    latchkey.clock.advanceMinutes(40)
    const told = await lines('bob', since)
    expect(told.filter((line) => line.includes('expired unused'))).toEqual(['The link expired unused · Password reset'])
    expect(told.at(-1)).toBe('The link expired unused · Password reset')
  })

  test('tells of a letter refused for good', async () => {
    const since = minuteOf(latchkey.clock.now())
    smtp.refuse({ stage: 'recipient', code: 550, text: '5.1.1 no such mailbox', times: 1 })
    await forgot(latchkey, 'bob')
    expect(await lines('bob', since)).toEqual([
      'Password reset asked for, mail queued, from 127.0.0.1',
      'Queued for bob@example.test · Password reset',
      'Try 1 failed · Password reset | The relay said: 550 5.1.1 no such mailbox',
      'Refused for good, it will not be sent · Password reset',
    ])
    await console.follow('Password reset')
    expect(console.status).toBe(200)
  })

  test('tells of mail that was asked for and not sent, with the reason', async () => {
    for (let ask = 0; ask < 3; ask++) await forgot(latchkey, 'alice')
    const since = minuteOf(latchkey.clock.now())
    await forgot(latchkey, 'alice')
    expect(await lines('alice', since)).toContain(
      'Password reset asked for, no mail sent, from 127.0.0.1 | limit for this person',
    )
  })
})

/** The timeline names moments to the minute. */
function minuteOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 60_000) * 60_000)
}
