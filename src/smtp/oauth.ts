import { createHash } from 'node:crypto'
import type { OAuthClient } from '../deps.ts'
import type { Granted } from './oauth-request.ts'
import type { TokenSource } from './sign-in.ts'

const maxKept = 50
const spareMs = 60_000

/** Asks the token endpoint once; throws `SmtpFault` where it gives none. */
export type AskForToken = (client: OAuthClient) => Promise<Granted>

/** Access tokens of this process. `fresh` always asks the endpoint, `sourceFor` only where none is kept. */
export interface Tokens {
  fresh(client: OAuthClient, ask: AskForToken): Promise<Granted>
  sourceFor(client: OAuthClient, ask: AskForToken): TokenSource
}

/** Keeps access tokens in memory alone, at most fifty, each for exactly the client, secret and scope it was granted to, until a
 *  minute before it expires. Callers that need the same one at once share one request. `now` is a clock in milliseconds. */
export function keepTokens(now: () => number = () => performance.now()): Tokens {
  const kept = new Map<string, { value: string; until: number }>()
  const underWay = new Map<string, Promise<Granted>>()

  function keep(key: string, { accessToken, expiresInSeconds }: Granted): void {
    kept.delete(key)
    kept.set(key, { value: accessToken, until: now() + expiresInSeconds * 1_000 - spareMs })
    const oldest = kept.keys().next().value
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
  }

  async function fetchToken(client: OAuthClient, ask: AskForToken): Promise<Granted> {
    const granted = await ask(client)
    keep(nameOf(client), granted)
    if (granted.newRefreshToken) keep(nameOf({ ...client, refreshToken: granted.newRefreshToken }), granted)
    return granted
  }

  function fresh(client: OAuthClient, ask: AskForToken): Promise<Granted> {
    const key = nameOf(client)
    const shared = underWay.get(key) ?? fetchToken(client, ask).finally(() => underWay.delete(key))
    underWay.set(key, shared)
    return shared
  }

  return {
    fresh,
    sourceFor(client, ask) {
      const renewed = async () => ({ value: (await fresh(client, ask)).accessToken, wasKept: false })
      const token = async () => {
        const found = kept.get(nameOf(client))
        return found && found.until > now() ? { value: found.value, wasKept: true } : renewed()
      }
      return { token, renewed }
    },
  }
}

function nameOf({ grant, tokenEndpoint, clientId, clientSecret, refreshToken, scope }: OAuthClient): string {
  const parts = [grant, tokenEndpoint, clientId, clientSecret, refreshToken ?? '', scope]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
