import { request } from 'node:https'
import { rootCertificates } from 'node:tls'
import type { EgressRule } from '../config.ts'
import type { OAuthClient } from '../deps.ts'
import { type ResolvedAddress, resolveRelay } from './egress.ts'
import { refusedToken, unreachableToken } from './oauth-faults.ts'
import { serverName } from './trust.ts'

const maxAnswerBytes = 64 * 1024
const usualLifeSeconds = 300

export interface Granted {
  accessToken: string
  expiresInSeconds: number
  /** Present where the endpoint replaced the refresh token that was used. */
  newRefreshToken?: string | undefined
}

/** Where a token endpoint may be, whom to believe besides the public CAs, and how long it may take. */
export interface TokenRoute {
  egress: readonly EgressRule[]
  caCertificate: string | undefined
  ms: number
}

/** Asks a token endpoint for an access token: https alone, no redirects, only addresses that were checked. Throws `SmtpFault`
 *  ('authentication') where it refuses, another kind where it cannot be reached. Source: RFC 6749, 4.4 and 6. */
export async function requestToken(client: OAuthClient, route: TokenRoute): Promise<Granted> {
  const url = new URL(client.tokenEndpoint)
  const place = { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 443) }
  try {
    const addresses = await resolveRelay(place, route.egress)
    const { status, body } = await post(url, { host: place.host, addresses, route, body: formOf(client) })
    return readGrant(client, status, body)
  } catch (error) {
    throw unreachableToken(error, place.host)
  }
}

function formOf({ grant, clientId, clientSecret, refreshToken, scope }: OAuthClient): string {
  return new URLSearchParams({
    grant_type: grant === 'refresh-token' ? 'refresh_token' : 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(grant === 'refresh-token' && { refresh_token: refreshToken ?? '' }),
    ...(scope && { scope }),
  }).toString()
}

function readGrant(client: OAuthClient, status: number, body: string): Granted {
  const answer = readJson(body)
  const { access_token: accessToken, expires_in: life, refresh_token: refreshToken } = answer
  // what an access token may be made of, so that it cannot end a line. RFC 6750, 2.1
  const usable = typeof accessToken === 'string' && /^[\x21-\x7e]{1,8000}$/.test(accessToken)
  if (status !== 200 || !usable) throw refusedToken(client, status, answer)
  const isNew = typeof refreshToken === 'string' && refreshToken !== '' && refreshToken !== client.refreshToken
  return {
    accessToken,
    expiresInSeconds: Number(life) > 0 ? Number(life) : usualLifeSeconds,
    newRefreshToken: client.grant === 'refresh-token' && isNew ? refreshToken : undefined,
  }
}

function readJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

interface Post {
  host: string
  addresses: ResolvedAddress[]
  route: TokenRoute
  body: string
}

function post(url: URL, { host, addresses, route, body }: Post): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, {
      method: 'POST',
      agent: false,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...serverName(host),
      ...(route.caCertificate ? { ca: [...rootCertificates, route.caCertificate] } : {}),
      // the addresses that were checked, whatever the name server says now
      lookup: (_host, options, found) => {
        const first = addresses[0]
        if (options.all) found(null, addresses)
        else found(null, first?.address ?? '', first?.family)
      },
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(body),
        Accept: 'application/json',
      },
      signal: AbortSignal.timeout(route.ms),
    })
    asking.on('error', reject)
    asking.on('response', (answer) => {
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxAnswerBytes) asking.destroy(new Error('The answer is too long'))
        else chunks.push(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }))
    })
    asking.end(body)
  })
}
