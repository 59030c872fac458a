import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { pageText } from './page.ts'
import { pageHeaders } from './security-headers.ts'

const titles: Record<number, string> = { 400: 'error.unreadable', 408: 'error.unreadable', 431: 'error.too-large' }
const texts: Record<number, string> = { 400: 'error.400.text' }

/** Answers bytes that are no HTTP request, a head that is too large, or a request that takes too long: with the page and the headers of
 *  every other refusal, and the end of the connection. `answering` is the newest answer on the connection: where its request had come
 *  whole, it is finished and nothing follows. Source: OWASP ASVS 16.5.1; RFC 9112 §9.6. */
export function refuseUnreadable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  at: { https: boolean; answering: ServerResponse | undefined },
): void {
  const { answering, https } = at
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy(error)
  if (answering && !answering.writableFinished) {
    if (answering.req.complete) return void endAfter(answering, socket)
    if (answering.headersSent) return void socket.destroy(error)
  }
  socket.end(answer(statusOf(error.code), https), () => socket.destroy())
}

function endAfter(answering: ServerResponse, socket: Socket): void {
  socket.pause()
  if (!answering.headersSent) answering.setHeader('Connection', 'close')
  answering.once('finish', () => socket.end())
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}

function answer(status: number, https: boolean): string {
  const requestId = randomUUID()
  const title = titles[status] ?? 'error.unreadable'
  const locals = { status, textKey: texts[status] ?? 'error.4xx.text', requestId, backHref: '/' }
  const around = { language: 'en' as const, offersLanguages: false, csrfToken: '', here: undefined }
  const body = pageText(around, { view: 'error/error', layout: 'public', title, locals })
  const headers = {
    ...pageHeaders({ https }),
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-Request-Id': requestId,
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}
