import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** What the server answers instead of accepting: at that stage, `times` times (for ever where absent). */
export interface Refusal {
  stage: 'connect' | 'sender' | 'recipient' | 'data'
  code: number
  text: string
  times?: number
}

export interface SmtpServerSettings {
  tls?: 'none' | 'starttls' | 'tls'
  certificate?: 'localhost' | 'other-name' | 'expired'
  maxVersion?: 'TLSv1.1' | 'TLSv1.2'
  credentials?: { user: string; pass: string }
  refuse?: Refusal
  finalReplyDelayMs?: number
  port?: number
}

/** One accepted mail: as its reader sees it, as it came over the wire, and the envelope it came in. */
export interface CaughtMail {
  parsed: ParsedMail
  raw: string
  envelope: { from: string; to: string[] }
  secure: boolean
  user: string | undefined
}

export interface TestSmtpServer {
  port: number
  mails: CaughtMail[]
  /** Every command the clients sent, the text of mails left out. */
  commands: string[]
  certificate: string
  refuse(refusal: Refusal | undefined): void
  waitForMail(predicate?: (mail: CaughtMail) => boolean): Promise<CaughtMail>
  close(): Promise<void>
}

const certificates = join(fileURLToPath(import.meta.url), '../certificates')

/** Starts a real SMTP server on a free port of this machine that keeps what it accepts and refuses what it is told to. */
export async function startSmtpServer(settings: SmtpServerSettings = {}): Promise<TestSmtpServer> {
  const { tls = 'none', certificate = 'localhost', credentials, maxVersion } = settings
  const cert = readFileSync(join(certificates, `${certificate}.crt`), 'utf8')
  const mails: CaughtMail[] = []
  const commands: string[] = []
  const waiting = new Set<() => void>()
  let refusal = settings.refuse

  const verdict = (stage: Refusal['stage']): Error | undefined => {
    if (refusal?.stage !== stage) return undefined
    const { code, text, times = Number.POSITIVE_INFINITY } = refusal
    refusal = times > 1 ? { ...refusal, times: times - 1 } : undefined
    return Object.assign(new Error(text), { responseCode: code })
  }

  const server = new SMTPServer({
    secure: tls === 'tls',
    key: readFileSync(join(certificates, `${certificate}.key`)),
    cert,
    ...(maxVersion ? { minVersion: 'TLSv1' as const, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(credentials ? [] : ['AUTH'])],
    authOptional: !credentials,
    allowInsecureAuth: tls === 'none',
    disableReverseLookup: true,
    closeTimeout: 200,
    logger: { level: () => {}, trace() {}, debug: note, info() {}, warn() {}, error() {}, fatal() {} },
    onConnect: (_session, done) => done(verdict('connect')),
    onMailFrom: (_address, _session, done) => done(verdict('sender')),
    onRcptTo: (_address, _session, done) => done(verdict('recipient')),
    onAuth: ({ username, password }, _session, done) => {
      if (username === credentials?.user && password === credentials?.pass) return done(null, { user: username })
      done(Object.assign(new Error('Authentication credentials invalid'), { responseCode: 535 }))
    },
    onData: (stream, session, done) => {
      receive(stream, session).then((mail) => {
        const refused = verdict('data')
        if (refused) return done(refused)
        mails.push(mail)
        for (const look of waiting) look()
        setTimeout(() => done(null, 'OK: queued as test'), settings.finalReplyDelayMs ?? 0)
      }, done)
    },
  })
  // a client that gives up in the middle is part of the tests
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(settings.port ?? 0, '127.0.0.1', () => resolve()))

  function note(entry: { tnx?: string }, _format: string, command: unknown): void {
    if (entry.tnx === 'command') commands.push(String(command))
  }

  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    commands,
    certificate: cert,
    refuse: (next) => {
      refusal = next
    },
    waitForMail: (predicate = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const mail = mails.find(predicate)
          if (!mail) return
          waiting.delete(look)
          resolve(mail)
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<CaughtMail> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const { mailFrom, rcptTo } = session.envelope
  return {
    parsed: await simpleParser(raw),
    raw: raw.toString('utf8'),
    envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
    secure: session.secure,
    user: typeof session.user === 'string' ? session.user : undefined,
  }
}

/** On its own: accepts everything and prints one JSON line per mail. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, tls: { type: 'string' } } })
  const tls = values.tls === 'starttls' || values.tls === 'tls' ? values.tls : 'none'
  const server = await startSmtpServer({ port: Number(values.port ?? 0), tls })
  process.stdout.write(`${JSON.stringify({ listening: server.port })}\n`)
  let printed = 0
  for (;;) {
    const next = printed
    const { parsed, envelope } = await server.waitForMail((mail) => server.mails.indexOf(mail) >= next)
    printed = next + 1
    const { subject, messageId, text } = parsed
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), envelope, subject, messageId, text })}\n`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
