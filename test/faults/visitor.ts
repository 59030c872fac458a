import { type IncomingMessage, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** A page, or what became of the request: `cut` went out and was never answered, `silent` was not answered in time. */
export type Answer = Page | { kind: 'cut' } | { kind: 'silent' }
export interface Page {
  kind: 'page'
  status: number
  location: string
  body: string
}

/** A browser in few lines: cookies, form tokens, the headers a browser sends. It tries again where nobody listened. */
export interface Visitor {
  cookies: Map<string, string>
  /** Sent with every request besides the usual ones. */
  headers: Record<string, string>
  /** Opens a page; waits for a server that is being started again. */
  get(path: string): Promise<Answer>
  /** Posts a form with the token of the page opened last. Once it was sent it is not sent again. */
  post(path: string, fields: Record<string, string>): Promise<Answer>
}

const answerMs = 10_000
const patienceMs = 12_000

/** Makes a visitor of one door; `port` says at which process the next request knocks. */
export function visit(origin: string, port: () => number): Visitor {
  const cookies = new Map<string, string>()
  const own: Record<string, string> = {}
  let token = ''
  return { cookies, headers: own, get, post }

  async function get(path: string): Promise<Answer> {
    for (const since = Date.now(); ; await setTimeout(100)) {
      const answer = await send('GET', path)
      const isOver = Date.now() - since > patienceMs
      if (answer.kind === 'page' && (answer.status !== 503 || isOver)) {
        token = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? token
        return answer
      }
      if (isOver) return answer.kind === 'unheard' ? { kind: 'cut' } : answer
    }
  }

  async function post(path: string, fields: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams({ ...fields, _csrf: token }).toString()
    for (const since = Date.now(); ; await setTimeout(50)) {
      const answer = await send('POST', path, body)
      if (answer.kind !== 'unheard') return answer
      if (Date.now() - since > patienceMs) return { kind: 'cut' }
    }
  }

  function send(method: string, path: string, body?: string): Promise<Answer | { kind: 'unheard' }> {
    const headers = {
      ...own,
      Host: new URL(origin).host,
      'User-Agent': 'Fault runner',
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body !== undefined && {
        Origin: origin,
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(body),
      }),
    }
    const at = { hostname: '127.0.0.1', port: port(), method, path, headers, setHost: false, agent: false }
    return new Promise((resolve) => {
      const signal = AbortSignal.timeout(answerMs)
      const sent = request({ ...at, signal }, (answer) => void read(answer))
      sent.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ kind: error.code === 'ECONNREFUSED' ? 'unheard' : signal.aborted ? 'silent' : 'cut' }),
      )
      sent.end(body)

      async function read(answer: IncomingMessage): Promise<void> {
        keepCookies(answer.headers['set-cookie'])
        const { statusCode: status = 0, headers } = answer
        // the head of an answer is its verdict: a redirect counts even if the process died before the last byte
        let text = ''
        try {
          for await (const chunk of answer) text += String(chunk)
        } catch {
          if (status !== 303) return resolve({ kind: 'cut' })
        }
        resolve({ kind: 'page', status, location: headers.location ?? '', body: text })
      }
    })
  }

  function keepCookies(set: string[] = []): void {
    for (const cookie of set) {
      const [pair = ''] = cookie.split('; ')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }
}
