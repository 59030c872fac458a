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
  advice: string
  permanent?: boolean
  cause?: unknown
}

/** A relay did not accept a mail. `code` and `reply` are the relay's own (one line, only if it greeted like SMTP), `advice` is
 *  one sentence for the administrator, `permanent` says that the same mail would be refused again. */
export class SmtpFault extends Error {
  readonly kind: SmtpFaultKind
  readonly code: number | undefined
  readonly reply: string | undefined
  readonly advice: string
  readonly permanent: boolean

  constructor({ kind, code, reply, advice, permanent = false, cause }: SmtpFaultParts) {
    super(`${kind}: ${reply ?? advice}`, { cause })
    this.name = 'SmtpFault'
    this.kind = kind
    this.code = code
    this.reply = reply
    this.advice = advice
    this.permanent = permanent
  }
}
