import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Diagnosis, MailTransport, SmtpServer, StageName } from '../../src/deps.ts'
import { SmtpFault } from '../../src/smtp/fault.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { openBlackHole } from '../support/black-hole.ts'
import { type FaultScript, startFaultyServer } from '../support/fault-smtp.ts'
import { aLetter, aServer } from './letters.ts'

// most faults end by themselves, however busy the machine is; only waiting for nothing is cut short
const patient = createSmtpTransport()
const short = { connectMs: 300, greetingMs: 200, probeMs: 200, quietMs: 60, diagnosisMs: 900, overallMs: 900 }
const impatient = createSmtpTransport(short)
const curious = createSmtpTransport({ greetingMs: 200 })
const closing: (() => Promise<unknown>)[] = []

afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

interface Case {
  fault: string
  script?: FaultScript
  server?: Partial<SmtpServer>
  /** Believe the certificate the server shows, so that another fault than an unknown CA can be played. */
  knowsCa?: true
  by?: MailTransport
  stage: StageName
  reason: RegExp
  advice: RegExp
  reply?: RegExp
}

const password = { userName: 'alice', password: 'correct horse' }
const ssl = { protection: 'SslTls' } as const
const starttls = { protection: 'StartTls' } as const

const cases: Case[] = [
  {
    fault: 'TLS on a plain port',
    server: ssl,
    stage: 'tls',
    reason: /does not speak TLS at once/,
    advice: /Choose StartTls, or use port 465/,
  },
  {
    fault: 'TLS on a port of another service',
    script: { greeting: 'SSH-2.0-OpenSSH_9.6 inner-banner' },
    server: ssl,
    stage: 'tls',
    reason: /no mail server/,
    advice: /Check host and port/,
  },
  {
    fault: 'plain on a TLS port',
    by: curious,
    script: { tls: 'at-once' },
    stage: 'greeting',
    reason: /speaks TLS from the first byte/,
    advice: /Choose SslTls/,
  },
  {
    fault: 'no STARTTLS',
    server: starttls,
    stage: 'tls',
    reason: /does not offer STARTTLS/,
    advice: /Choose SslTls with port 465/,
    reply: /^502/,
  },
  {
    fault: 'stripped STARTTLS',
    script: { capabilities: ['XXXXXXXA', 'SIZE 1000000'] },
    server: starttls,
    stage: 'tls',
    reason: /between this machine and the server removes STARTTLS/,
    advice: /mail inspection of the firewall/,
    reply: /^502/,
  },
  {
    fault: 'STARTTLS that is offered but refused',
    script: { tls: 'starttls', answers: { STARTTLS: '454 4.7.0 TLS not available' } },
    server: starttls,
    stage: 'tls',
    reason: /offers STARTTLS but refuses/,
    advice: /operator/,
    reply: /^454/,
  },
  {
    fault: 'words slipped in behind STARTTLS',
    script: { tls: 'starttls', injected: '250 go on in the clear\r\n' },
    server: starttls,
    stage: 'tls',
    reason: /between STARTTLS and the encryption/,
    advice: /SslTls on port 465/,
  },
  {
    fault: 'wrong name',
    script: { tls: 'at-once', certificate: 'other-name' },
    server: ssl,
    knowsCa: true,
    stage: 'tls',
    reason: /another name than localhost/,
    advice: /the name it was issued for/,
  },
  {
    fault: 'expired',
    script: { tls: 'starttls', certificate: 'expired' },
    server: starttls,
    knowsCa: true,
    stage: 'tls',
    reason: /has expired/,
    advice: /must renew it/,
  },
  {
    fault: 'self-signed',
    script: { tls: 'at-once' },
    server: ssl,
    stage: 'tls',
    reason: /self-signed/,
    advice: /Pin it under Trust/,
  },
  {
    fault: 'another certificate than the pinned one',
    script: { tls: 'starttls' },
    server: { ...starttls, certificateFingerprint: '00'.repeat(32) },
    stage: 'tls',
    reason: /another certificate than the pinned one/,
    advice: /Compare the fingerprint/,
  },
  {
    fault: 'TLS 1.1',
    script: { tls: 'at-once', maxVersion: 'TLSv1.1' },
    server: ssl,
    stage: 'tls',
    reason: /older than 1\.2/,
    advice: /up to date/,
  },
  {
    fault: '421',
    script: { greeting: '421 4.3.2 too many connections' },
    stage: 'greeting',
    reason: /too busy/,
    advice: /Try again/,
    reply: /^421 4\.3\.2 too many connections$/,
  },
  {
    fault: '554 at the door',
    script: { greeting: '554 5.7.1 blocked by a list' },
    stage: 'greeting',
    reason: /does not take mail from this machine/,
    advice: /Its answer says why/,
    reply: /^554 5\.7\.1 blocked by a list$/,
  },
  {
    fault: 'non-220 greeting',
    script: { greeting: '250 hidden-words' },
    stage: 'greeting',
    reason: /does not greet like a mail server/,
    advice: /Check host and port/,
  },
  {
    fault: 'no sign-in offered',
    server: password,
    stage: 'authentication',
    reason: /offers no sign-in/,
    advice: /Choose StartTls or SslTls/,
  },
  {
    fault: 'no sign-in this side knows',
    script: { capabilities: ['AUTH GSSAPI NTLM'] },
    server: password,
    stage: 'authentication',
    reason: /only these ways to sign in: GSSAPI, NTLM/,
    advice: /another way/,
  },
  {
    fault: '535',
    script: { capabilities: ['AUTH PLAIN LOGIN'], answers: { AUTH: '535 5.7.8 bad credentials' } },
    server: password,
    stage: 'authentication',
    reason: /refuses user name or password/,
    advice: /app password/,
    reply: /^535 5\.7\.8 bad credentials$/,
  },
  {
    fault: '530, a sign-in is wanted',
    script: { answers: { MAIL: '530 5.7.0 authentication required' } },
    stage: 'sender',
    reason: /wants a sign-in/,
    advice: /Enter user name and password/,
    reply: /^530/,
  },
  {
    fault: '550 sender',
    script: { answers: { MAIL: '550 5.7.1 not your address' } },
    stage: 'sender',
    reason: /refuses the From Email Address/,
    advice: /belongs to the SMTP user/,
    reply: /^550/,
  },
  {
    fault: '550 recipient',
    script: { answers: { RCPT: '550 5.1.1 no such mailbox' } },
    stage: 'recipient',
    reason: /recipient does not exist/,
    advice: /Check the address/,
    reply: /^550 5\.1\.1 no such mailbox$/,
  },
  {
    fault: '550 relaying denied',
    script: { answers: { RCPT: '550 5.7.1 Relaying denied' } },
    stage: 'recipient',
    reason: /does not forward mail/,
    advice: /Sign in/,
    reply: /Relaying denied/,
  },
  {
    fault: '550 by the rules',
    script: { answers: { RCPT: '550 5.7.26 sender is not authenticated by SPF' } },
    stage: 'recipient',
    reason: /rules do not let this mail through/,
    advice: /Its answer says why/,
    reply: /^550 5\.7\.26/,
  },
  {
    fault: '552',
    script: { answers: { '.': '552 5.2.2 over quota' } },
    stage: 'data',
    reason: /no room for the mail/,
    advice: /mailbox/,
    reply: /^552/,
  },
  {
    fault: '554 for what the mail says',
    script: { answers: { '.': '554 5.7.1 looks like spam' } },
    stage: 'data',
    reason: /refuses the mail itself/,
    advice: /SPF/,
    reply: /^554/,
  },
  {
    fault: 'drop after data',
    script: { answers: { '.': null } },
    stage: 'data',
    reason: /ended before the server confirmed/,
    advice: /whether it arrived/,
  },
  {
    fault: 'drop in the middle',
    script: { answers: { RCPT: null } },
    stage: 'recipient',
    reason: /ended the conversation/,
    advice: /log/,
  },
  {
    fault: 'endless banner',
    script: { greeting: { pieces: [`${'220-more and more\r\n'.repeat(500)}`], everyMs: 1 } },
    stage: 'greeting',
    reason: /greeting does not end/,
    advice: /operator/,
  },
  {
    fault: 'a line without end',
    script: { greeting: { pieces: ['220 and on '.repeat(800)], everyMs: 1 } },
    stage: 'greeting',
    reason: /greeting does not end/,
    advice: /host and port/,
  },
  {
    fault: 'one byte at a time',
    by: impatient,
    script: { greeting: { pieces: [...'220-slow\r\n'], everyMs: 10 } },
    stage: 'greeting',
    reason: /greeting does not end/,
    advice: /operator/,
  },
  {
    fault: 'one byte at a time, never a line',
    by: impatient,
    script: { greeting: { pieces: ['2'], everyMs: 10 } },
    stage: 'greeting',
    reason: /says nothing a mail server would/,
    advice: /Check host and port/,
  },
  {
    fault: 'silence',
    by: impatient,
    script: { greeting: null },
    stage: 'greeting',
    reason: /says nothing a mail server would/,
    advice: /Check host and port/,
  },
  {
    fault: 'silence on a TLS port',
    by: impatient,
    script: { greeting: null },
    server: ssl,
    stage: 'tls',
    reason: /did not finish the TLS handshake/,
    advice: /port and Connect Protection/,
  },
]

describe('the diagnosis of', () => {
  test.each(cases)('$fault', async ({ script, server: settings = {}, knowsCa, by = patient, ...expected }) => {
    const faulty = await startFaultyServer(script)
    closing.push(faulty.close)
    const server = aServer(faulty.port, { ...settings, ...(knowsCa && { caCertificate: faulty.certificate }) })
    const diagnosis = await by.diagnose(server, aLetter())
    expectVerdict(diagnosis, expected)
    expect(JSON.stringify(diagnosis)).not.toMatch(/inner-banner|hidden-words|in the clear/)
    expect(faulty.heard.some((line) => /^AUTH|^MAIL/.test(line))).toBe(
      /^(auth.*|sender|recipient|data)$/.test(expected.stage) && !/offered|this side knows/.test(expected.fault),
    )
  })

  test('no such host', async () => {
    const diagnosis = await patient.diagnose(aServer(25, { host: 'no-such-host.invalid' }), aLetter())
    expectVerdict(diagnosis, { stage: 'lookup', reason: /no host named|did not answer for/, advice: /spelling|DNS/ })
  })

  test('refused', async () => {
    const gone = await startFaultyServer()
    await gone.close()
    const diagnosis = await patient.diagnose(aServer(gone.port), aLetter())
    expectVerdict(diagnosis, { stage: 'connect', reason: /Nothing listens on localhost/, advice: /587 for StartTls/ })
  })

  test('a black hole', async () => {
    const hole = await openBlackHole()
    closing.push(hole.close)
    const diagnosis = await impatient.diagnose(aServer(hole.port, { host: '127.0.0.1' }), aLetter())
    expectVerdict(diagnosis, { stage: 'connect', reason: /does not answer on port/, advice: /firewall/ })
  })

  test('an HTTP server', async () => {
    const http = createServer((_req, res) => res.end('inner page'))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    closing.push(
      async () => http.closeAllConnections(),
      () => new Promise((resolve) => http.close(resolve)),
    )
    const { port } = http.address() as AddressInfo
    const diagnosis = await impatient.diagnose(aServer(port), aLetter())
    expectVerdict(diagnosis, { stage: 'greeting', reason: /says nothing a mail server would/, advice: /host and port/ })
    expect(JSON.stringify(diagnosis)).not.toContain('HTTP')
  })

  test('an address no mail is sent to', async () => {
    const diagnosis = await patient.diagnose(aServer(80, { host: '169.254.169.254' }), aLetter())
    expectVerdict(diagnosis, { stage: 'lookup', reason: /never sent to/, advice: /name of your mail server/ })
  })
})

describe('delivery says the same about', () => {
  // what only a test looks into: who speaks first, what a silent port expects, how STARTTLS got lost, greetings without end
  const closerLook =
    /^TLS on a port of another|plain on a TLS|STARTTLS|this side knows|never a line|without end|^endless|^one byte/
  const alike = cases.filter(({ fault }) => !closerLook.test(fault))

  test.each(alike)('$fault', async ({ script, server: settings = {}, knowsCa, by = patient, reason, advice }) => {
    const faulty = await startFaultyServer(script)
    closing.push(faulty.close)
    const server = aServer(faulty.port, { ...settings, ...(knowsCa && { caCertificate: faulty.certificate }) })
    const fault = await by.send(server, aLetter()).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(SmtpFault)
    expect(fault).toMatchObject({ reason: expect.stringMatching(reason), advice: expect.stringMatching(advice) })
  })
})

function expectVerdict(diagnosis: Diagnosis, { stage, reason, advice, reply }: Omit<Case, 'fault'>): void {
  expect(diagnosis.failure).toEqual({
    stage,
    reason: expect.stringMatching(reason),
    advice: expect.stringMatching(advice),
  })
  const at = diagnosis.stages.findIndex(({ name }) => name === stage)
  const failed = diagnosis.stages[at]
  expect(failed).toMatchObject({ state: 'failed', ms: expect.any(Number) })
  if (reply) expect(failed?.reply).toMatch(reply)
  else expect(failed?.reply).toBeUndefined()
  expect(diagnosis.stages.slice(0, at).every(({ state }) => state === 'passed' || state === 'skipped')).toBe(true)
  expect(diagnosis.stages.slice(at + 1).every(({ state, ms }) => state === 'not-reached' && ms === undefined)).toBe(
    true,
  )
}
