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

/** The one way out for mail. `send` gives the relay's last reply; it throws `SmtpFault` when the relay did not accept. Just before
 *  the text of the mail leaves it asks `mayLeave`, and says nothing more where the answer is no. `diagnose`
 *  sends a letter step by step and tells each step; it never throws for what the peer does, and ends within 10 s. */
export interface MailTransport {
  send(server: SmtpServer, letter: Letter, mayLeave?: () => boolean): Promise<{ reply: string }>
  diagnose(server: SmtpServer, letter: Letter): Promise<Diagnosis>
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
  /** Where set, the sign-in is by access token (XOAUTH2) instead of by password. */
  oauth?: OAuthClient | undefined
}

/** How to get an access token for a relay. The refresh token is needed for that grant alone. */
export interface OAuthClient {
  grant: 'client-credentials' | 'refresh-token'
  tokenEndpoint: string
  clientId: string
  clientSecret: string
  refreshToken: string | undefined
  scope: string
}

/** What became of handing over one letter, step by step. `transcript` and replies are masked; `newRefreshToken` is a secret. */
export interface Diagnosis {
  stages: Stage[]
  failure?: { stage: StageName; reason: string; advice: string } | undefined
  certificate?: PeerCertificate | undefined
  transcript: string[]
  newRefreshToken?: string | undefined
}

export type StageName =
  | 'lookup'
  | 'connect'
  | 'tls'
  | 'greeting'
  | 'token'
  | 'authentication'
  | 'sender'
  | 'recipient'
  | 'data'

/** One step: how it ended, how long it took in milliseconds, the peer's reply and what else is worth knowing. */
export interface Stage {
  name: StageName
  state: 'passed' | 'failed' | 'skipped' | 'not-reached'
  ms?: number | undefined
  reply?: string | undefined
  detail?: string | undefined
}

/** The certificate a relay showed; `problems` are the reasons to refuse it, none where it was accepted. */
export interface PeerCertificate {
  subject: string
  issuer: string
  names: string[]
  validFrom: Date
  validUntil: Date
  fingerprint: string
  problems: string[]
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
  /** The picture that the HTML shows as `cid:logo`. */
  logo?: { type: string; bytes: Buffer } | undefined
}
