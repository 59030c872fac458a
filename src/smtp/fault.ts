/** Where a conversation with a relay ended. */
export type SmtpFaultKind =
  | 'lookup'
  | 'connect'
  | 'timeout'
  | 'tls'
  | 'greeting'
  | 'authentication'
  | 'sender'
  | 'recipient'
  | 'data'
  | 'protocol'

export interface SmtpFaultParts {
  kind: SmtpFaultKind
  code?: number | undefined
  reply?: string | undefined
  reason?: string
  advice: string
  permanent?: boolean
  cause?: unknown
}

/** A relay did not accept a mail. `code` and `reply` are the relay's own (one line, only if it greeted like SMTP); `reason` says
 *  in one sentence what is wrong, `advice` what the administrator can do, `words` both; `permanent` says that the same mail would
 *  be refused again. */
export class SmtpFault extends Error {
  readonly kind: SmtpFaultKind
  readonly code: number | undefined
  readonly reply: string | undefined
  readonly reason: string
  readonly advice: string
  readonly words: string
  readonly permanent: boolean

  constructor({ kind, code, reply, reason = '', advice, permanent = false, cause }: SmtpFaultParts) {
    const words = `${reason} ${advice}`.trim()
    super(`${kind}: ${reply ?? words}`, { cause })
    this.name = 'SmtpFault'
    this.kind = kind
    this.code = code
    this.reply = reply
    this.reason = reason
    this.advice = advice
    this.words = words
    this.permanent = permanent
  }
}
