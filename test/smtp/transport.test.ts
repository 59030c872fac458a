import { createHash, X509Certificate } from 'node:crypto'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { SmtpServer } from '../../src/deps.ts'
import { SmtpFault } from '../../src/smtp/fault.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { type SmtpServerSettings, startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { aLetter, aServer } from './letters.ts'

const transport = createSmtpTransport({ connectMs: 500, greetingMs: 500, overallMs: 1_000, finalReplyMs: 1_000 })
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function relay(settings: SmtpServerSettings = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(settings)
  closing.push(server.close)
  return server
}

/** A peer that accepts connections and does nothing but what it is told. */
async function peer(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  return (server.address() as AddressInfo).port
}

async function faultOf(server: SmtpServer, letter = aLetter()): Promise<SmtpFault> {
  const outcome = await transport.send(server, letter).catch((error: unknown) => error)
  if (outcome instanceof SmtpFault) return outcome
  throw new Error(`No SmtpFault: ${String(outcome)}`)
}

const password = { userName: 'alice', password: 'correct horse' }
const credentials = { user: 'alice', pass: 'correct horse' }

describe('a letter that is accepted', () => {
  test('arrives once, with its headers, to its one recipient', async () => {
    const server = await relay()
    const { reply } = await transport.send(aServer(server.port), aLetter({ replyTo: 'help@example.org' }))
    const [mail] = server.mails
    expect(reply).toMatch(/^250 .*queued as test/)
    expect(server.mails).toHaveLength(1)
    expect(mail?.envelope).toEqual({ from: 'noreply@example.org', to: ['alice@example.org'] })
    expect(mail?.parsed.messageId).toBe('<event-1@id.example.org>')
    expect(mail?.parsed.date).toEqual(new Date('2026-11-23T13:00:00Z'))
    expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail?.parsed.headers.get('x-auto-response-suppress')).toBe('All')
    expect(mail?.parsed.replyTo?.text).toBe('help@example.org')
    expect(mail?.parsed.text).toContain('Hello Alice')
    expect(mail?.parsed.html).toContain('<p>Hello Alice</p>')
  })

  test.each(['none', 'starttls', 'tls'] as const)('may be sent with a password over %s', async (tls) => {
    const server = await relay({ tls, credentials })
    const protection = { none: 'None', starttls: 'StartTls', tls: 'SslTls' } as const
    const settings = { ...password, protection: protection[tls], caCertificate: server.certificate }
    await transport.send(aServer(server.port, settings), aLetter())
    expect(server.mails[0]).toMatchObject({ secure: tls !== 'none', user: 'alice' })
  })

  test.each(['StartTls', 'SslTls'] as const)(
    'needs no known CA over %s where the certificate is pinned',
    async (protection) => {
      const server = await relay({ tls: protection === 'SslTls' ? 'tls' : 'starttls', certificate: 'other-name' })
      const certificateFingerprint = new X509Certificate(server.certificate).fingerprint256
      await transport.send(aServer(server.port, { protection, certificateFingerprint }), aLetter())
      expect(server.mails[0]?.secure).toBe(true)
    },
  )

  test('waits for a late last reply, since giving up would make a duplicate', async () => {
    const server = await relay({ finalReplyDelayMs: 400 })
    const impatient = createSmtpTransport({ overallMs: 300, finalReplyMs: 2_000 })
    await expect(impatient.send(aServer(server.port), aLetter())).resolves.toMatchObject({
      reply: expect.stringMatching(/^250/),
    })
  })

  test('leaves no timer behind that would keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const server = await relay()
    const before = timers()
    await transport.send(aServer(server.port), aLetter())
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(timers()).toBeLessThanOrEqual(before)
  })

  test('says the HELO name that was set', async () => {
    const server = await relay()
    await transport.send(aServer(server.port, { heloName: 'id.example.org' }), aLetter())
    expect(server.commands).toContain('EHLO id.example.org')
  })
})

describe('what is refused', () => {
  test('a wrong password is an authentication fault with the server’s words', async () => {
    const server = await relay({ credentials })
    const fault = await faultOf(aServer(server.port, { ...password, password: 'wrong' }))
    expect(fault).toMatchObject({ kind: 'authentication', code: 535, reply: expect.stringMatching(/^535 /) })
    expect(fault.words).toContain('user name or password')
    expect(JSON.stringify(fault)).not.toContain('wrong')
  })

  test('a server without sign-in gets no mail when a user name is set', async () => {
    const server = await relay()
    expect(await faultOf(aServer(server.port, password))).toMatchObject({ kind: 'authentication', code: undefined })
    expect(server.mails).toEqual([])
  })

  test.each([
    ['recipient', 550, true],
    ['recipient', 451, false],
    ['sender', 553, true],
    ['data', 554, true],
    ['data', 452, false],
  ] as const)('a %s answered with %i', async (stage, code, permanent) => {
    const server = await relay({ refuse: { stage, code, text: 'not today' } })
    const fault = await faultOf(aServer(server.port))
    expect(fault).toMatchObject({ kind: stage, code, permanent, reply: `${code} not today` })
  })

  test('a busy server is no permanent fault', async () => {
    const server = await relay({ refuse: { stage: 'connect', code: 421, text: 'too busy' } })
    expect(await faultOf(aServer(server.port))).toMatchObject({ kind: 'greeting', code: 421, permanent: false })
  })

  test('a closed port', async () => {
    const port = await peer(() => {})
    await Promise.all(closing.splice(0).map((close) => close()))
    expect(await faultOf(aServer(port))).toMatchObject({
      kind: 'connect',
      words: expect.stringMatching(/Nothing listens/),
    })
  })

  test('a host that does not exist', async () => {
    expect(await faultOf(aServer(25, { host: 'no-such-host.invalid' }))).toMatchObject({ kind: 'lookup' })
  })

  test.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254', '0.0.0.0', '224.0.0.1'])(
    'an address that no relay has: %s',
    async (host) => {
      expect(await faultOf(aServer(80, { host }))).toMatchObject({
        kind: 'connect',
        words: expect.stringMatching(/never sent to/),
      })
    },
  )
})

describe('an encrypted connection', () => {
  test.each(['StartTls', 'SslTls'] as const)(
    'over %s refuses an unknown certificate before saying anything',
    async (protection) => {
      const server = await relay({ tls: protection === 'SslTls' ? 'tls' : 'starttls', credentials })
      expect(await faultOf(aServer(server.port, { ...password, protection }))).toMatchObject({
        kind: 'tls',
        words: expect.stringMatching(/self-signed/),
      })
      expect(server.commands.some((command) => command.startsWith('AUTH'))).toBe(false)
    },
  )

  test('refuses a certificate for another name', async () => {
    const server = await relay({ tls: 'tls', certificate: 'other-name' })
    const fault = await faultOf(aServer(server.port, { protection: 'SslTls', caCertificate: server.certificate }))
    expect(fault).toMatchObject({ kind: 'tls', words: expect.stringMatching(/another name/) })
  })

  test('refuses an expired certificate', async () => {
    const server = await relay({ tls: 'starttls', certificate: 'expired' })
    const fault = await faultOf(aServer(server.port, { protection: 'StartTls', caCertificate: server.certificate }))
    expect(fault).toMatchObject({ kind: 'tls', words: expect.stringMatching(/expired/) })
  })

  test('refuses TLS 1.1', async () => {
    const server = await relay({ tls: 'tls', maxVersion: 'TLSv1.1' })
    const fault = await faultOf(aServer(server.port, { protection: 'SslTls', caCertificate: server.certificate }))
    expect(fault).toMatchObject({ kind: 'tls', words: expect.stringMatching(/older than 1\.2/) })
  })

  test.each(['StartTls', 'SslTls'] as const)(
    'over %s refuses another certificate than the pinned one',
    async (protection) => {
      const server = await relay({ tls: protection === 'SslTls' ? 'tls' : 'starttls', credentials })
      const certificateFingerprint = createHash('sha256').update('another').digest('hex')
      const settings = { ...password, protection, certificateFingerprint, caCertificate: server.certificate }
      expect(await faultOf(aServer(server.port, settings))).toMatchObject({
        kind: 'tls',
        words: expect.stringMatching(/pinned/),
      })
      expect(server.commands.some((command) => /^(AUTH|MAIL)/.test(command))).toBe(false)
    },
  )

  test('never falls back to clear text where STARTTLS is not offered', async () => {
    const server = await relay({ tls: 'none', credentials })
    const fault = await faultOf(aServer(server.port, { ...password, protection: 'StartTls' }))
    expect(fault).toMatchObject({ kind: 'tls', words: expect.stringMatching(/does not offer STARTTLS/) })
    expect(server.commands.some((command) => /^(AUTH|MAIL)/.test(command))).toBe(false)
  })

  test('spoken to a plain port says so', async () => {
    const server = await relay()
    expect(await faultOf(aServer(server.port, { protection: 'SslTls' }))).toMatchObject({
      kind: 'tls',
      words: expect.stringMatching(/does not speak TLS/),
    })
  })

  test('expected by the server but not spoken says so', async () => {
    const server = await relay({ tls: 'tls' })
    const fault = await faultOf(aServer(server.port, { protection: 'None' }))
    expect(fault.words).toMatch(/SslTls/)
  })
})

describe('a peer that misbehaves', () => {
  test.each(['None', 'StartTls', 'SslTls'] as const)('is left when it stays silent (%s)', async (protection) => {
    const port = await peer(() => {})
    const start = Date.now()
    expect(await faultOf(aServer(port, { protection }))).toMatchObject({ kind: 'timeout' })
    expect(Date.now() - start).toBeLessThan(1_500)
  })

  test('is left when it greets and then drips bytes for ever', async () => {
    const port = await peer((socket) => {
      const drip = setInterval(() => socket.write('220-more\r\n'), 100)
      socket.on('close', () => clearInterval(drip))
    })
    expect(await faultOf(aServer(port))).toMatchObject({ kind: 'timeout' })
  })

  test('is not quoted unless it greets like an SMTP server', async () => {
    const port = await peer((socket) => socket.end('HTTP/1.1 400 secret internal page\r\n\r\n'))
    const fault = await faultOf(aServer(port))
    expect(fault).toMatchObject({
      kind: 'greeting',
      reply: undefined,
      words: expect.stringMatching(/does not greet like a mail server/),
    })
    expect(fault.message).not.toContain('secret')
  })

  test('may vanish after the mail was sent: not permanent, since nobody knows', async () => {
    const port = await peer((socket) => {
      socket.write('220 hi\r\n')
      socket.on('data', (data) => {
        const text = data.toString()
        if (text.startsWith('DATA')) socket.write('354 go\r\n')
        else if (text.endsWith('\r\n.\r\n')) socket.destroy()
        else socket.write('250 ok\r\n')
      })
    })
    expect(await faultOf(aServer(port))).toMatchObject({ kind: 'data', permanent: false })
  })
})
