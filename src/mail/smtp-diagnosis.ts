import type { SmtpServer } from '../deps.ts'
import { oneLine } from './plain-text.ts'
import { adviceFor } from './smtp-advice.ts'
import { SmtpFault, type SmtpFaultKind } from './smtp-fault.ts'

/** How far a conversation has come; 'reply' is the wait for the last word after the text of the mail. `greeted` says that the
 *  peer spoke like an SMTP server, so that its words may be shown (a "test" must not read other services aloud). */
export interface Progress {
  step: 'lookup' | 'connect' | 'tls' | 'greeting' | 'authentication' | 'sender' | 'recipient' | 'data' | 'reply'
  greeted: boolean
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
    progress.greeted ||= /^[245]\d\d[ -]/.test(line)
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
}

/** Turns whatever ended a conversation into an `SmtpFault` with one piece of advice; an `SmtpFault` stays as it is. */
export function toSmtpFault(error: unknown, progress: Progress, server: SmtpServer): SmtpFault {
  if (error instanceof SmtpFault) return error
  const raw = error as RawFault
  const kind = kindOf(raw, progress)
  const code = raw.responseCode || undefined
  const reply = progress.greeted && raw.response ? oneLine(masked(raw.response, server), 500) : undefined
  const final = kind === 'sender' || kind === 'recipient' || kind === 'data'
  return new SmtpFault({
    kind,
    code,
    reply,
    advice: adviceFor(kind, { raw, progress, server, code }),
    permanent: final && raw.permanent === true,
    // the library's own error repeats what the server said, which may be what it was told
    cause: raw.response ? undefined : error,
  })
}

/** A server's words without the password, should it repeat what it was told: in the clear or as the AUTH commands spell it. */
export function masked(text: string, { userName = '', password }: SmtpServer): string {
  if (!password) return text
  const spelled = [`\0${userName}\0${password}`, password].map((secret) => Buffer.from(secret).toString('base64'))
  return [...spelled, password].reduce((line, secret) => line.replaceAll(secret, '***'), text)
}

function kindOf(raw: RawFault, { step }: Progress): SmtpFaultKind {
  const command = raw.command ?? ''
  if (raw.responseCode === 530 || raw.code === 'EAUTH') return 'authentication'
  if (command === 'MAIL FROM') return 'sender'
  if (command === 'RCPT TO') return 'recipient'
  if (command === 'DATA') return 'data'
  if (step === 'lookup' || step === 'connect') return raw.code === 'ETIMEDOUT' ? 'timeout' : step
  if (raw.code === 'ETIMEDOUT') return 'timeout'
  if (step === 'tls' || raw.code === 'ETLS') return 'tls'
  if (step === 'greeting') return 'greeting'
  return step === 'reply' ? 'data' : 'protocol'
}
