import { afterEach, expect, test } from 'vitest'
import type { SmtpServer } from '../../src/deps.ts'
import { sendTest } from '../../src/smtp/send-test.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { type SmtpServerSettings, startSmtpServer } from '../support/smtp-server.ts'
import { aServer } from './letters.ts'

const clock = { now: () => new Date('2026-11-23T13:05:00Z') }
const closing: (() => Promise<void>)[] = []

function request(server: SmtpServer) {
  return {
    settings: { server, from: { name: 'Example', address: 'noreply@example.org' }, replyTo: 'help@example.org' },
    to: { name: 'Admin', address: 'admin@example.org' },
    askedBy: 'admin',
    organizationName: 'Example',
    supportContact: '',
    language: 'en',
  }
}

async function relay(settings: SmtpServerSettings = {}) {
  const server = await startSmtpServer(settings)
  closing.push(server.close)
  return server
}

afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

test('one real mail arrives and the server’s reply is told', async () => {
  const server = await relay()
  const diagnosis = await sendTest({ clock, transport: createSmtpTransport() }, request(aServer(server.port)))
  expect(diagnosis.failure).toBeUndefined()
  expect(diagnosis.stages.at(-1)).toMatchObject({ state: 'passed', reply: '250 OK: queued as test' })
  const { parsed, envelope } = await server.waitForMail()
  expect(parsed.subject).toBe('SMTP Server Configuration Verification')
  expect(parsed.text).toContain('The configuration works')
  expect(parsed.text).toContain('admin')
  expect(parsed.replyTo?.text).toBe('help@example.org')
  expect(envelope.to).toEqual(['admin@example.org'])
})

test('a refusal is told with the server’s words, the reason and one piece of advice', async () => {
  const server = await relay({ refuse: { stage: 'recipient', code: 550, text: 'no such user' } })
  const diagnosis = await sendTest({ clock, transport: createSmtpTransport() }, request(aServer(server.port)))
  expect(diagnosis.failure).toEqual({
    stage: 'recipient',
    reason: expect.stringContaining('does not exist'),
    advice: expect.stringContaining('Check the address'),
  })
  expect(diagnosis.stages.find(({ state }) => state === 'failed')?.reply).toBe('550 no such user')
})
