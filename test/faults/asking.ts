import { setMaxListeners } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Chance } from './random.ts'

/** How one request ended: with a page; `refused` where nobody listened; else taken and left without an answer: its connection was
 *  `reset`, or `silent` for ten seconds. */
export type End = { status: number } | 'refused' | 'reset' | 'silent'

/** One request for a link, known by a client address of its own. `sentAt` and `endedAt` are milliseconds of `performance.now()`. */
export interface Asked {
  address: string
  manner: Manner
  sentAt: number
  endedAt: number
  end: End
}

/** How somebody connects: anew for each request, or on one connection kept open, with short or long rests between two requests. */
export type Manner = 'anew' | 'kept' | 'rested'

const answerMs = 10_000
const restMs: Record<Manner, number> = { anew: 20, kept: 20, rested: 1500 }

/** Askers who want reset links one after another until told to stop; gives everything they asked. */
export function startAsking(where: { origin: string; port(): number; manners: Manner[]; chance: Chance }) {
  const { origin, chance, manners } = where
  const all: Asked[] = []
  const wanted = new AbortController()
  setMaxListeners(0, wanted.signal)
  let number = 0
  const running = manners.map(async (manner) => {
    const agent = manner === 'anew' ? new Agent() : new Agent({ keepAlive: true, maxSockets: 1 })
    const send = (method: string, headers: Record<string, string>, body = '') =>
      ask({ hostname: '127.0.0.1', port: where.port(), path: '/forgot-password', agent, method, headers }, body)
    let form = await openForm(send, origin)
    while (!wanted.signal.aborted) {
      const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number++ & 255}`
      const body = `identifier=nobody-${number}&return_to=&_csrf=${encodeURIComponent(form.token)}`
      const sentAt = performance.now()
      const { end } = await send('POST', { ...form.headers, 'X-Forwarded-For': address }, body)
      all.push({ address, manner, sentAt, endedAt: performance.now(), end })
      if (typeof end === 'object' && end.status === 403) form = await openForm(send, origin)
      const rest = manner === 'rested' ? chance.whole(0, restMs.rested) : restMs[manner]
      await setTimeout(rest, undefined, { signal: wanted.signal }).catch(() => {})
    }
    agent.destroy()
  })
  return {
    stop: async (): Promise<Asked[]> => {
      wanted.abort()
      await Promise.all(running)
      return all
    },
  }
}

type Send = (
  method: string,
  headers: Record<string, string>,
  body?: string,
) => Promise<{ end: End; cookie: string; text: string }>

async function openForm(send: Send, origin: string): Promise<{ token: string; headers: Record<string, string> }> {
  const headers = { Host: new URL(origin).host, 'User-Agent': 'Fault runner' }
  for (;;) {
    const { cookie, text } = await send('GET', headers)
    const token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1]
    const ofForms = {
      Origin: origin,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/x-www-form-urlencoded',
    }
    if (token !== undefined) return { token, headers: { ...headers, ...ofForms, Cookie: cookie } }
    await setTimeout(50)
  }
}

function ask(at: object, body: string): Promise<{ end: End; cookie: string; text: string }> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(answerMs)
    const ended = (end: End, cookie = '', text = '') => resolve({ end, cookie, text })
    const sent = request({ ...at, setHost: false, signal }, (answer) => void read(answer))
    sent.on('error', ({ code }: NodeJS.ErrnoException) =>
      ended(code === 'ECONNREFUSED' ? 'refused' : signal.aborted ? 'silent' : 'reset'),
    )
    sent.end(body)

    async function read(answer: IncomingMessage): Promise<void> {
      const cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split('; ')[0]).join('; ')
      let text = ''
      try {
        for await (const chunk of answer) text += String(chunk)
      } catch {
        return ended('reset')
      }
      ended({ status: answer.statusCode ?? 0 }, cookie, text)
    }
  })
}
