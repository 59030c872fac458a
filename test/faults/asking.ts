import { setMaxListeners } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Caller } from './accepted.ts'
import type { Chance } from './random.ts'

/** How one request ended: with a page; `refused` where nobody listened; else taken and left without an answer: its connection was
 *  `reset`, or `silent` for ten seconds. */
export type End = { status: number } | 'refused' | 'reset' | 'silent'

/** One request for a link, known by a client address of its own. `sentAt` and `endedAt` are milliseconds of `performance.now()`. */
export interface Asked {
  address: string
  /** Of the app it was sent to. */
  port: number
  manner: Manner
  sentAt: number
  endedAt: number
  end: End
  /** The connection it was sent on; undefined where there never was one. */
  caller: Caller | undefined
}

/** How somebody connects: anew for each request, or on one connection kept open, with short or long rests between two requests. */
export type Manner = 'anew' | 'kept' | 'rested'

const answerMs = 10_000
const restMs: Record<Manner, number> = { anew: 20, kept: 20, rested: 1500 }

/** Askers who want reset links one after another until told to stop; gives everything they asked. */
export function startAsking(where: { origin: string; port(): number; manners: Manner[]; chance: Chance }) {
  const { chance, manners } = where
  const all: Asked[] = []
  const wanted = new AbortController()
  setMaxListeners(0, wanted.signal)
  let number = 0
  const running = manners.map(async (manner) => {
    const agent = manner === 'anew' ? new Agent() : new Agent({ keepAlive: true, maxSockets: 1 })
    const send: Send = (port, { method, headers, body = '' }) =>
      ask({ hostname: '127.0.0.1', port, path: '/forgot-password', agent, method, headers }, body)
    let form = await openForm(send, where)
    while (!wanted.signal.aborted) {
      const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number++ & 255}`
      const body = `identifier=nobody-${number}&return_to=&_csrf=${encodeURIComponent(form.token)}`
      const [port, sentAt] = [where.port(), performance.now()]
      const { end, caller } = await send(port, {
        method: 'POST',
        headers: { ...form.headers, 'X-Forwarded-For': address },
        body,
      })
      all.push({ address, port, manner, sentAt, endedAt: performance.now(), end, caller })
      if (typeof end === 'object' && end.status === 403) form = await openForm(send, where)
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

type Answer = { end: End; caller: Caller | undefined; cookie: string; text: string }
type Send = (port: number, sent: { method: string; headers: Record<string, string>; body?: string }) => Promise<Answer>

async function openForm(
  send: Send,
  { origin, port }: { origin: string; port(): number },
): Promise<{ token: string; headers: Record<string, string> }> {
  const headers = { Host: new URL(origin).host, 'User-Agent': 'Fault runner' }
  for (;;) {
    const { cookie, text } = await send(port(), { method: 'GET', headers })
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

function ask(at: object, body: string): Promise<Answer> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(answerMs)
    let caller: Caller | undefined
    const ended = (end: End, cookie = '', text = '') => resolve({ end, caller, cookie, text })
    const sent = request({ ...at, setHost: false, signal }, (answer) => void read(answer))
    sent.on('socket', (socket) => {
      const note = () => (caller = callerOn(socket))
      if (socket.connecting) socket.once('connect', note)
      else note()
    })
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

const callers = new WeakMap<Socket, Caller>()

function callerOn(socket: Socket): Caller {
  const caller = callers.get(socket) ?? { port: socket.localPort ?? 0, connectedAt: Date.now() }
  callers.set(socket, caller)
  return caller
}
