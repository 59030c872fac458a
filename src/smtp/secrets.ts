import type { SmtpServer } from '../deps.ts'

/** Everything that nobody may read in what a server says: password, client secret and tokens, alone and as AUTH sends them. */
export function secretsOf({ userName = '', password, oauth }: SmtpServer, accessToken?: string): string[] {
  const inPlain = password ? [`\0${userName}\0${password}`, password] : []
  const inBearer = accessToken ? [bearer(userName, accessToken), accessToken] : []
  const ofClient = oauth ? [oauth.clientSecret, oauth.refreshToken ?? ''] : []
  return [...inPlain, ...inBearer, ...ofClient].filter((secret) => secret !== '')
}

/** The text an access token is handed over in, before Base64. Source: Google, "The SASL XOAUTH2 Mechanism". */
export function bearer(userName: string, accessToken: string): string {
  return `user=${userName}\x01auth=Bearer ${accessToken}\x01\x01`
}
