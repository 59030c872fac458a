import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { oddAddresses } from '../mail/addresses.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { aLetter, aServer } from './letters.ts'

const transport = createSmtpTransport()
let server: TestSmtpServer

beforeAll(async () => {
  server = await startSmtpServer()
})
afterAll(() => server.close())

const hostileTexts = [
  'x\r\nBcc: eve@example.net',
  'x\nBcc: eve@example.net',
  'x\rBcc: eve@example.net',
  'x\u0000Bcc: eve@example.net',
  'x\u2028Bcc: eve@example.net',
  'x\u0085Bcc: eve@example.net',
  'x\r\n\r\n<script>alert(1)</script>',
  '" <eve@example.net>, "',
  'x <eve@example.net>',
  'eve@example.net, mallory@example.net',
  '=?utf-8?Q?=0d=0aBcc:_eve=40example.net?=',
  'x\r\n.\r\nMAIL FROM:<eve@example.net>\r\n',
  '\u202egro.elpmaxe',
  'a'.repeat(5_000),
  '\ud800',
  'file:///etc/passwd',
  'undisclosed: eve@example.net;',
]

async function headersOf(parts: Parameters<typeof aLetter>[0]) {
  server.mails.length = 0
  await transport.send(aServer(server.port), aLetter(parts))
  const [mail] = server.mails
  const names = mail?.parsed.headerLines.map(({ key }) => key).sort()
  return { mail, names }
}

describe.each(['to', 'from', 'subject'] as const)('a hostile text in %s', (place) => {
  test.each(hostileTexts)('adds no header, no recipient, no part: %j', async (text) => {
    const parts =
      place === 'subject'
        ? { subject: text }
        : place === 'to'
          ? { to: { name: text, address: 'alice@example.org' } }
          : { from: { name: text, address: 'noreply@example.org' } }
    const base = await headersOf({})
    const { mail, names } = await headersOf(parts)
    expect(names).toEqual(base.names)
    expect(mail?.envelope).toEqual({ from: 'noreply@example.org', to: ['alice@example.org'] })
    expect(mail?.parsed.attachments).toEqual([])
    const to = [mail?.parsed.to ?? []].flat().flatMap(({ value }) => value)
    expect(to.map(({ address }) => address)).toEqual(['alice@example.org'])
    expect(mail?.parsed.from?.value.map(({ address }) => address)).toEqual(['noreply@example.org'])
    expect(mail?.raw).not.toMatch(/^bcc:/im)
  })
})

test.each(oddAddresses)('an odd recipient is refused before anything is sent: %j', async (address) => {
  const before = server.commands.length
  const sending = transport.send(aServer(server.port), aLetter({ to: { name: 'Alice', address } }))
  await expect(sending).rejects.toMatchObject({ kind: 'recipient', permanent: true })
  expect(server.commands.length).toBe(before)
})

test('a line that starts with a dot, and a dot alone, arrive as written', async () => {
  const { mail } = await headersOf({ text: 'one\r\n.\r\n.two\r\nRCPT TO:<eve@example.net>' })
  expect(mail?.parsed.text).toContain('one\n.\n.two\nRCPT TO:<eve@example.net>')
})

test('a HELO name with a line break is not used', async () => {
  await transport.send(aServer(server.port, { heloName: 'x\r\nMAIL FROM:<eve@example.net>' }), aLetter())
  expect(server.commands.some((command) => command.includes('eve@'))).toBe(false)
})
