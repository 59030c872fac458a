import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  becomeAdministrator,
  configureSmtp,
  forgot,
  mailsTo,
  openPerson,
  proveIfAsked,
  signInToConsole,
  switchReset,
  welcome,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the console', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await becomeAdministrator(latchkey)
    await configureSmtp(console, smtp.port)
    await switchReset(console, 'on')
    await welcome(latchkey, { console, smtp, person: alice })
  })
  afterAll(() => smtp.close())

  test('shows a faulty System tab as it was filled in, so that mending one field switches nothing off', async () => {
    await console.open('/configuration/organization/system')
    await console.submit('Update', { link_lifetime_minutes: '5' })
    expect(console.status).toBe(422)
    expect(console.form('Update').fields).toMatchObject({
      self_service_password_reset: 'on',
      minimum_password_length: '15',
      link_lifetime_minutes: '5',
    })
    await console.submit('Update', { link_lifetime_minutes: '20' })
    expect(console.text).toContain('On. The sign-in page shows the link.')
  })

  test('allows five SMTP tests a minute and keeps the form as it was', async () => {
    await console.open('/configuration/organization/smtp')
    const before = console.form('Update').fields
    latchkey.clock.advanceMinutes(1)
    for (let time = 0; time < 5; time++) await console.submit('Test Configuration')
    expect(console.text).toContain('SMTP Test succeeded!')
    await console.submit('Test Configuration')
    expect([console.status, console.text]).toEqual([429, expect.stringContaining('Five tests a minute are the limit')])
    expect(console.form('Update').fields).toMatchObject({ host: before.host, port: before.port })
    latchkey.clock.advanceMinutes(1)
    await console.submit('Test Configuration')
    expect(console.text).toContain('SMTP Test succeeded!')
  })

  test('runs two SMTP tests at once and asks a third to wait', async () => {
    latchkey.clock.advanceMinutes(1)
    const relay = await startMuteRelay()
    console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/smtp')
    const { action, fields } = console.form('Test Configuration')
    const body = new URLSearchParams({ ...fields, port: String(relay.port) }).toString()
    const running = [console.send('POST', action, { body }), console.send('POST', action, { body })]
    await relay.hasCallers(2)
    await console.submit('Test Configuration')
    expect([console.status, console.text]).toEqual([429, expect.stringContaining('Two tests at once are the limit')])
    relay.hangUp()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
    await console.submit('Test Configuration')
    expect(console.text).toContain('SMTP Test succeeded!')
  })

  test('asks for the password before an SMTP test when the last proof is old', async () => {
    console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/smtp')
    latchkey.clock.advanceMinutes(11)
    const before = mailsTo(smtp, 'admin@example.test').length
    await console.submit('Test Configuration')
    expect([console.heading, mailsTo(smtp, 'admin@example.test').length]).toEqual(['Confirm that it is you', before])
    await proveIfAsked(console)
    expect(console.text).toContain('SMTP Test succeeded!')
  })

  test('takes back a waiting letter whose link dies with the account', async () => {
    const before = mailsTo(smtp, alice.email).length
    smtp.refuse({ stage: 'recipient', code: 451, text: 'later', times: 1 })
    await forgot(latchkey, alice.username)
    await openPerson(console, alice.username)
    await console.submit('Disable user')
    latchkey.clock.advanceMinutes(2)
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email)).toHaveLength(before)
  })

  test('says why there is no button for a reset mail while reset is off', async () => {
    await openPerson(console, 'admin')
    expect(console.text).not.toContain('Neither reset mails nor links')
    await switchReset(console, 'off')
    await openPerson(console, 'admin')
    expect(console.text).toContain('Neither reset mails nor links while Self-Service Password Reset is off')
  })
})

/** A port that takes every call and says nothing until told to hang up. */
async function startMuteRelay() {
  const callers: Socket[] = []
  const server = createServer((socket) => callers.push(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async hasCallers(count: number) {
      while (callers.length < count) await once(server, 'connection')
    },
    hangUp() {
      for (const socket of callers) socket.destroy()
      server.close()
    },
  }
}
