import { createHmac, X509Certificate } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { type FaultScript, type FaultyServer, startFaultyServer } from '../support/fault-smtp.ts'
import { type SmtpServerSettings, startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { aLetter, aServer } from './letters.ts'

const transport = createSmtpTransport()
const closing: (() => Promise<unknown>)[] = []
const credentials = { user: 'alice', pass: 'correct horse' }
const password = { userName: 'alice', password: 'correct horse' }

afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

const base64 = (text: string) => Buffer.from(text).toString('base64')

async function relay(settings: SmtpServerSettings = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(settings)
  closing.push(server.close)
  return server
}

async function scripted(script: FaultScript): Promise<FaultyServer> {
  const server = await startFaultyServer(script)
  closing.push(server.close)
  return server
}

describe('a server that takes the mail', () => {
  test('gets one real mail, and every step is told with its time and reply', async () => {
    const server = await relay()
    const { stages, failure, transcript } = await transport.diagnose(aServer(server.port), aLetter())
    expect(failure).toBeUndefined()
    expect(stages.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'lookup passed',
      'connect passed',
      'tls skipped',
      'greeting passed',
      'authentication skipped',
      'sender passed',
      'recipient passed',
      'data passed',
    ])
    expect(stages.filter(({ ms }) => ms === undefined).map(({ name }) => name)).toEqual(['tls', 'authentication'])
    expect(stages.find(({ name }) => name === 'lookup')?.detail).toContain('127.0.0.1')
    expect(stages.at(-1)?.reply).toBe('250 OK: queued as test')
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]?.envelope).toEqual({ from: 'noreply@example.org', to: ['alice@example.org'] })
    expect(server.mails[0]?.parsed.text).toContain('Hello Alice')
    expect(transcript.join('\n')).toMatch(/S: 220 .*\nC: EHLO .*\nS: 250/)
    expect(transcript.join('\n')).toMatch(/C: \(the mail, \d+ bytes\)\nS: 250 OK: queued as test/)
  })

  test.each([
    ['StartTls', 'starttls', ['greeting', 'tls']],
    ['SslTls', 'tls', ['tls', 'greeting']],
  ] as const)('over %s shows the encryption and the certificate', async (protection, tls, order) => {
    const server = await relay({ tls, credentials })
    const settings = { ...password, protection, caCertificate: server.certificate }
    const { stages, failure, certificate } = await transport.diagnose(aServer(server.port, settings), aLetter())
    expect(failure).toBeUndefined()
    expect(stages.map(({ name }) => name).slice(2, 4)).toEqual(order)
    expect(stages.find(({ name }) => name === 'tls')?.detail).toMatch(/^TLSv1\.[23], \w+/)
    const own = new X509Certificate(server.certificate)
    expect(certificate).toMatchObject({
      subject: 'CN=localhost',
      issuer: 'CN=localhost',
      names: expect.arrayContaining(['localhost', '127.0.0.1']),
      validUntil: new Date(own.validTo),
      fingerprint: own.fingerprint256,
      problems: [],
    })
    expect(server.mails[0]).toMatchObject({ secure: true, user: 'alice' })
  })

  test('is signed in to by PLAIN, LOGIN or CRAM-MD5, whichever it knows', async () => {
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const) {
      const challenge = '<17.42@faulty.test>'
      const digest = createHmac('md5', password.password).update(challenge).digest('hex')
      const last = { PLAIN: '\0alice\0correct horse', LOGIN: 'correct horse', 'CRAM-MD5': `alice ${digest}` }[mechanism]
      const server = await scripted({
        capabilities: [`AUTH ${mechanism}`],
        answers: {
          AUTH: (line) => (line.startsWith('AUTH PLAIN ') ? '235 fine' : `334 ${base64(challenge)}`),
          [base64('alice').toUpperCase()]: '334 UGFzc3dvcmQ6',
          [base64(last).toUpperCase()]: '235 fine',
        },
      })
      const { failure } = await transport.diagnose(aServer(server.port, password), aLetter())
      expect(failure).toBeUndefined()
      expect(server.heard.join('\n')).toContain(base64(last))
    }
  })

  test('is greeted by HELO where it does not know EHLO', async () => {
    const server = await scripted({ answers: { EHLO: '502 what' } })
    const { failure } = await transport.diagnose(aServer(server.port, { heloName: 'id.example.org' }), aLetter())
    expect(failure).toBeUndefined()
    expect(server.heard).toContain('HELO id.example.org')
  })

  test('hears lines that begin with a dot as they were written', async () => {
    const server = await relay()
    await transport.diagnose(aServer(server.port), aLetter({ text: 'one\r\n.\r\n.two\r\nRCPT TO:<eve@example.net>' }))
    expect(server.mails[0]?.parsed.text).toContain('one\n.\n.two\nRCPT TO:<eve@example.net>')
    expect(server.mails[0]?.envelope.to).toEqual(['alice@example.org'])
  })

  test('is told every reason why its certificate is refused', async () => {
    const server = await scripted({ tls: 'at-once', certificate: 'other-name' })
    const { certificate } = await transport.diagnose(
      aServer(server.port, { protection: 'SslTls' }),
      aLetter({ date: new Date('2027-01-01') }),
    )
    expect(certificate?.problems).toEqual([expect.stringContaining('signed by itself'), 'It is not for localhost.'])
    expect(certificate?.names).toEqual(['mail.example.org'])
  })
})

describe('the transcript', () => {
  const spellings = [
    credentials.pass,
    Buffer.from(credentials.pass).toString('base64'),
    Buffer.from(`\0${credentials.user}\0${credentials.pass}`).toString('base64'),
  ]

  test.each(['PLAIN', 'LOGIN'])('shows that %s was said, but not what', async (mechanism) => {
    const server = await scripted({
      capabilities: [`AUTH ${mechanism}`],
      answers: { AUTH: (line) => (line === 'AUTH LOGIN' ? '334 VXNlcm5hbWU6' : `535 no: ${line}`) },
    })
    const diagnosis = await transport.diagnose(aServer(server.port, password), aLetter())
    expect(diagnosis.transcript.join('\n')).toContain(`C: AUTH ${mechanism}`)
    for (const secret of spellings) expect(JSON.stringify(diagnosis)).not.toContain(secret)
  })

  test('masks a password that the server repeats, in capitals too', async () => {
    const server = await scripted({
      capabilities: ['AUTH PLAIN'],
      answers: { AUTH: (line) => `535 you said ${line} which is CORRECT HORSE and correct%20horse` },
    })
    const diagnosis = await transport.diagnose(aServer(server.port, password), aLetter())
    expect(diagnosis.stages.find(({ state }) => state === 'failed')?.reply).toBe(
      '535 you said AUTH PLAIN *** which is *** and ***',
    )
    expect(diagnosis.transcript.at(-2)).toBe('S: 535 you said AUTH PLAIN *** which is *** and ***')
  })

  test('is of bounded length, in lines of bounded length without controls', async () => {
    const server = await scripted({
      capabilities: Array.from({ length: 400 }, (_, i) => `X-${i} \u0007 ${'y'.repeat(90)}`),
    })
    const { transcript, failure } = await transport.diagnose(aServer(server.port), aLetter())
    expect(failure).toBeUndefined()
    expect(transcript.length).toBeLessThanOrEqual(201)
    expect(transcript.at(-1)).toBe('-- and so on')
    expect(transcript.join('')).not.toContain('\u0007')
  })
})
