import { afterEach, expect, test, vi } from 'vitest'
import type { MailTransport, SmtpServer } from '../../src/deps.ts'
import { sendTest } from '../../src/mail/send-test.ts'
import { createSmtpTransport } from '../../src/mail/smtp.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import { aServer } from './letters.ts'

const clock = { now: () => new Date('2026-11-23T13:05:00Z') }

function request(server: SmtpServer) {
  return {
    settings: { server, from: { name: 'Example', address: 'noreply@example.org' }, replyTo: undefined },
    to: { name: 'Admin', address: 'admin@example.org' },
    askedBy: 'admin',
    organizationName: 'Example',
    supportContact: '',
    language: 'en',
  }
}

afterEach(() => {
  vi.useRealTimers()
})

test('one real mail arrives and the server’s reply is told', async () => {
  const server = await startSmtpServer()
  const outcome = await sendTest({ clock, transport: createSmtpTransport() }, request(aServer(server.port)))
  expect(outcome).toEqual({ outcome: 'succeeded', reply: '250 OK: queued as test' })
  const { parsed, envelope } = await server.waitForMail()
  expect(parsed.subject).toBe('SMTP Server Configuration Verification')
  expect(parsed.text).toContain('The configuration works.')
  expect(parsed.text).toContain('admin')
  expect(envelope.to).toEqual(['admin@example.org'])
  await server.close()
})

test('a refusal is told with the server’s words and one piece of advice', async () => {
  const server = await startSmtpServer({ refuse: { stage: 'recipient', code: 550, text: 'no such user' } })
  const outcome = await sendTest({ clock, transport: createSmtpTransport() }, request(aServer(server.port)))
  expect(outcome).toEqual({
    outcome: 'failed',
    reason: '550 no such user',
    advice: expect.stringContaining('check the address'),
  })
  await server.close()
})

test('a refusal without words has a reason all the same', async () => {
  const outcome = await sendTest(
    { clock, transport: createSmtpTransport() },
    request(aServer(25, { host: 'no-such-host.invalid' })),
  )
  expect(outcome).toMatchObject({ outcome: 'failed', reason: 'The host name was not found.' })
})

test('ends within ten seconds whatever the transport does', async () => {
  vi.useFakeTimers()
  const transport: MailTransport = { send: () => new Promise(() => {}) }
  const testing = sendTest({ clock, transport }, request(aServer(25)))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await testing).toMatchObject({ outcome: 'failed', reason: 'The server took longer than 10 seconds.' })
})
