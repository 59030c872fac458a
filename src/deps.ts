import type { Background } from './background.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'

/** What lies outside the process and tests may replace: time, the mail relay, background work; plus what start-up decided. */
export interface Deps {
  config: Config
  clock: Clock
  log: Log
  transport: MailTransport
  background: Background
}

export interface Clock {
  now(): Date
}

/** The one way out for mail. `send` gives the relay's last reply; it throws `SmtpFault` when the relay did not accept. */
export interface MailTransport {
  send(server: SmtpServer, letter: Letter): Promise<{ reply: string }>
}

/** How to reach a relay: what the administrator sees on the SMTP form, with the password in the clear. */
export interface SmtpServer {
  host: string
  port: number
  protection: 'None' | 'StartTls' | 'SslTls'
  userName: string | undefined
  password: string | undefined
  heloName: string | undefined
  caCertificate: string | undefined
  certificateFingerprint: string | undefined
}

/** One mail, ready to leave. Addresses are single, already checked; `messageId` is without angle brackets. */
export interface Letter {
  messageId: string
  date: Date
  from: { name: string; address: string }
  replyTo: string | undefined
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  language: string
}
