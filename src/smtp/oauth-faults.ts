import type { OAuthClient } from '../deps.ts'
import { oneLine } from '../letters/plain-text.ts'
import { SmtpFault } from './fault.ts'
import { maskFor } from './transcript.ts'

/** What the error codes of RFC 6749, 5.2 mean for the one who filled in the form. */
const meanings: Record<string, [reason: string, advice: string]> = {
  invalid_client: [
    'The token endpoint does not accept this client.',
    'Check client ID and client secret; a secret may have expired.',
  ],
  invalid_grant: [
    'The refresh token is not valid any more.',
    'Sign in at the provider once more to get a new refresh token, and enter it here.',
  ],
  unauthorized_client: [
    'This client may not get tokens in this way.',
    'Allow this grant for the application at the provider, or choose the other kind of OAuth2.',
  ],
  unsupported_grant_type: [
    'The token endpoint does not know this way to get tokens.',
    'Choose the other kind of OAuth2, or check the token endpoint.',
  ],
  invalid_scope: ['The token endpoint does not know the scope.', 'Enter the scope the provider names for SMTP.'],
}

/** A token endpoint that answered, but gave no token. Its own words are shown only where they have the form RFC 6749 gives them. */
export function refusedToken(client: OAuthClient, status: number, answer: Record<string, unknown>): SmtpFault {
  const error = typeof answer.error === 'string' && /^[\w.-]{1,60}$/.test(answer.error) ? answer.error : undefined
  const told = error && typeof answer.error_description === 'string' ? `: ${answer.error_description}` : ''
  const [reason, advice] = meanings[error ?? ''] ?? [
    `The token endpoint answered ${status} and gave no token.`,
    'Check the address of the token endpoint.',
  ]
  const mask = maskFor([client.clientSecret, client.refreshToken])
  const reply = error && oneLine(mask(`${error}${told}`), 500)
  return new SmtpFault({ kind: status >= 500 ? 'protocol' : 'authentication', reply, reason, advice })
}

/** A token endpoint that could not be asked; a fault that is one already stays, but speaks of the token endpoint. */
export function unreachableToken(error: unknown, host: string): SmtpFault {
  if (error instanceof SmtpFault) {
    if (error.kind === 'authentication' || error.kind === 'protocol') return error
    return new SmtpFault({ kind: error.kind, reason: error.reason, advice: 'Check the token endpoint.', cause: error })
  }
  const { code = '', name = '' } = error as { code?: string; name?: string }
  const fault = (kind: 'connect' | 'timeout' | 'tls', reason: string, advice: string) =>
    new SmtpFault({ kind, reason, advice, cause: error })
  if (name === 'TimeoutError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT') {
    return fault(
      'timeout',
      `The token endpoint at ${host} did not answer in time.`,
      'Check its address and the firewall.',
    )
  }
  if (/CERT|TLS|SSL|ISSUER|SIGN|VERIFY/.test(code)) {
    return fault(
      'tls',
      `The certificate of the token endpoint at ${host} is not trusted.`,
      'Check its address; for a CA of your own choose the CA certificate under Trust.',
    )
  }
  return fault('connect', `The token endpoint at ${host} cannot be reached.`, 'Check its address and the firewall.')
}
