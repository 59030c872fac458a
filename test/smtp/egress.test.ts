import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { resolveRelay } from '../../src/smtp/egress.ts'
import { isAllowed } from '../../src/smtp/egress-rules.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import { aLetter, aServer } from './letters.ts'

const rules = (text: string) => readConfig({ SMTP_EGRESS: text }).smtpEgress
const relay = { host: 'smtp.example.org', port: 587, address: '203.0.113.25' }

describe('where a relay may be', () => {
  test.each<[string, string, Partial<typeof relay>, boolean]>([
    ['nothing said', '', {}, true],
    ['its name', 'smtp.example.org', {}, true],
    ['its name and port', 'smtp.example.org:587', {}, true],
    ['its name in capitals, with the last dot', 'smtp.example.org', { host: 'SMTP.Example.org.' }, true],
    ['its name and another port', 'smtp.example.org:25', {}, false],
    ['another name', 'mail.example.org', {}, false],
    ['its network', '203.0.113.0/24', {}, true],
    ['another network', '198.51.100.0/24', {}, false],
    ['one of two entries', '198.51.100.0/24, 203.0.113.0/24:465-587', {}, true],
    ['a range of ports that ends before', '203.0.113.0/24:25-465', {}, false],
    ['everything at one port', '*:587', {}, true],
    ['public', 'public', {}, true],
    ['public, for an inner address', 'public', { address: '10.1.2.3' }, false],
    ['private, for an inner address', 'private:587', { address: '192.168.1.9' }, true],
    ['loopback', 'loopback', { address: '127.0.0.1' }, true],
    ['loopback in IPv6', 'loopback', { address: '::1' }, true],
    ['loopback in another spelling', '!loopback', { address: '::ffff:127.0.0.1' }, false],
    ['a network in IPv6', '[2001:db8::/32]:587', { address: '2001:db8::9' }, true],
    ['all but a network', '!203.0.113.0/24', {}, false],
    ['all but another network', '!198.51.100.0/24', {}, true],
    ['a network, but not this host', '203.0.113.0/24 !smtp.example.org', {}, false],
  ])('%s: %s', (_what, text, change, allowed) => {
    expect(isAllowed(rules(text), { ...relay, ...change })).toBe(allowed)
  })

  test.each([
    'smtp example.org:x',
    'a/b',
    '10.0.0.0/99',
    'host:0',
    'host:70000',
    'host:587-25',
    '[2001:db8::/200]',
    'a:b:c',
  ])('is not understood: %s', (text) => {
    expect(() => readConfig({ SMTP_EGRESS: text })).toThrow(/SMTP_EGRESS: ".*" is no place to send mail to/)
  })

  test('is checked before connecting, for delivery and for tests', async () => {
    const server = await startSmtpServer()
    const transport = createSmtpTransport({ egress: rules('public') })
    await expect(transport.send(aServer(server.port), aLetter())).rejects.toMatchObject({
      kind: 'connect',
      reason: `This installation may not connect to localhost port ${server.port}.`,
    })
    const { failure } = await transport.diagnose(aServer(server.port), aLetter())
    expect(failure).toMatchObject({ stage: 'lookup', advice: expect.stringContaining('SMTP_EGRESS') })
    expect([server.mails, server.commands]).toEqual([[], []])
    await server.close()
  })

  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '224.0.0.1',
    'ff02::1',
    '240.0.0.1',
    '255.255.255.255',
    '2002:a9fe:a9fe::',
    '::ffff:0:169.254.169.254',
  ])('is never %s, whatever the rules say', async (host) => {
    await expect(resolveRelay({ host, port: 25 }, rules('*'))).rejects.toMatchObject({
      kind: 'connect',
      reason: expect.stringContaining('never sent to'),
    })
  })
})
