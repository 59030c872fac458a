import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export interface TokenServer {
  endpoint: string
  /** The CA its certificate comes from. */
  certificate: string
  /** The forms it was sent, oldest first. */
  asked: Record<string, string>[]
  /** What it answers from now on. */
  answerWith(answer: TokenAnswer): void
  close(): Promise<void>
}

export interface TokenAnswer {
  status?: number
  body: object | string
}

/** Starts an OAuth2 token endpoint on a free port of this machine. Each grant is numbered: token-1, token-2 … */
export async function startTokenServer(): Promise<TokenServer> {
  const read = (kind: string) => readFileSync(join(import.meta.dirname, 'certificates', `localhost.${kind}`), 'utf8')
  const asked: Record<string, string>[] = []
  let answer: TokenAnswer | undefined
  const server = createServer({ cert: read('crt'), key: read('key') }, async (req, res) => {
    let form = ''
    for await (const chunk of req) form += chunk
    asked.push(Object.fromEntries(new URLSearchParams(form)))
    const body = answer?.body ?? { access_token: `token-${asked.length}`, token_type: 'Bearer', expires_in: 3600 }
    res.writeHead(answer?.status ?? 200, { 'Content-Type': 'application/json' })
    res.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `https://localhost:${(server.address() as AddressInfo).port}/token`,
    certificate: read('crt'),
    asked,
    answerWith: (next) => {
      answer = next
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
