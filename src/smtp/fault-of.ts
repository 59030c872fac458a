import type { SmtpServer, StageName } from '../deps.ts'
import { oneLine } from '../letters/plain-text.ts'
import { verdictOn } from './advice.ts'
import { SmtpFault, type SmtpFaultKind } from './fault.ts'
import type { Mask } from './transcript.ts'

/** How far a conversation has come; 'reply' is the wait for the last word after the text of the mail. `greeted` says that the
 *  peer spoke like an SMTP server, so that its words may be shown (a "test" must not read other services aloud); `mask` hides
 *  what it may have been told. */
export interface Progress {
  step: StageName | 'reply'
  greeted: boolean
  mask: Mask
}

const stepOfCommand: [RegExp, Progress['step']][] = [
  [/^(?:EHLO|HELO)\b/i, 'greeting'],
  [/^STARTTLS\b/i, 'tls'],
  [/^AUTH\b/i, 'authentication'],
  [/^MAIL FROM\b/i, 'sender'],
  [/^RCPT TO\b/i, 'recipient'],
  [/^DATA\b/i, 'data'],
]

/** Notes what a line of the conversation says about how far it has come. */
export function follow(progress: Progress, from: 'server' | 'client', line: string): void {
  if (from === 'client') {
    progress.step = stepOfCommand.find(([command]) => command.test(line))?.[1] ?? progress.step
  } else {
    progress.greeted ||= /^(?:220|421|554)[ -]/.test(line)
    if (progress.step === 'data' && line.startsWith('354')) progress.step = 'reply'
  }
}

/** What the library knows about the end of a conversation. */
export interface RawFault {
  code?: string
  originalCode?: string
  response?: string
  responseCode?: number
  command?: string
  permanent?: boolean
  /** A silent port that answers a TLS handshake. */
  speaksTlsAtOnce?: boolean
  /** STARTTLS was in the list of what the server can do, or was there and had been struck out. */
  offered?: boolean
  stripped?: boolean
  /** The ways to sign in, where the one that is needed is not among them. */
  offers?: string[]
}

/** Turns whatever ended a conversation into an `SmtpFault` with its reason and one piece of advice; an `SmtpFault` stays as it is. */
export function toSmtpFault(error: unknown, progress: Progress, server: SmtpServer): SmtpFault {
  if (error instanceof SmtpFault) return error
  const raw = error as RawFault
  const kind = kindOf(raw, progress)
  const code = raw.responseCode || undefined
  const reply = progress.greeted && raw.response ? oneLine(progress.mask(raw.response), 500) : undefined
  const final = kind === 'sender' || kind === 'recipient' || kind === 'data'
  return new SmtpFault({
    kind,
    code,
    reply,
    ...verdictOn(kind, { raw, progress, server, code }),
    permanent: final && raw.permanent === true,
    // the library's own error repeats what the server said, which may be what it was told
    cause: raw.response ? undefined : error,
  })
}

function kindOf(raw: RawFault, { step }: Progress): SmtpFaultKind {
  const command = raw.command ?? ''
  if (raw.responseCode === 530 || raw.code === 'EAUTH' || raw.offers) return 'authentication'
  if (command === 'MAIL FROM') return 'sender'
  if (command === 'RCPT TO') return 'recipient'
  if (command === 'DATA') return 'data'
  if (step === 'lookup' || step === 'connect') return raw.code === 'ETIMEDOUT' ? 'timeout' : step
  if (raw.code === 'ETIMEDOUT') return 'timeout'
  if (step === 'tls' || raw.code === 'ETLS') return 'tls'
  if (step === 'greeting') return 'greeting'
  return step === 'reply' ? 'data' : 'protocol'
}
