import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mailbox } from './mailbox.ts'
import { listPage, mailFrame, mailPage, missingPage, style } from './pages.ts'

const pagePolicy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
// the mail itself: its own inline styles, nothing from outside, no script; its links open in a new tab
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox'

interface Answer {
  status?: number
  type?: string
  policy?: string
  body: string
}

/** Answers a request for the list (/), a mail (/mails/3), its HTML alone (/mails/3/html), or everything as JSON (/mails.json). */
export function answer(mailbox: Mailbox, req: IncomingMessage, res: ServerResponse): void {
  const { status = 200, type = 'text/html', policy = pagePolicy, body } = pick(mailbox, req)
  res.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  })
  res.end(req.method === 'HEAD' ? undefined : body)
}

function pick(mailbox: Mailbox, { method, url = '/', headers }: IncomingMessage): Answer {
  // another name for this machine would let a foreign page read the mails
  const isLocal = /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(headers.host ?? '')
  if (!isLocal || (method !== 'GET' && method !== 'HEAD')) return { status: 400, body: missingPage() }
  if (url === '/') return { body: listPage(mailbox.list()) }
  if (url === '/style.css') return { type: 'text/css', body: style }
  if (url === '/mails.json') return { type: 'application/json', body: JSON.stringify(mailbox.list()) }
  const [, number, form] = /^\/mails\/(\d{1,9})(\/html)?$/.exec(url) ?? []
  const mail = mailbox.find(Number(number))
  if (!mail) return { status: 404, body: missingPage() }
  return form ? { policy: mailPolicy, body: mailFrame(mail) } : { body: mailPage(mail) }
}
