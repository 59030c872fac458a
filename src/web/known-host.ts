import type { Handler } from 'express'
import { BadRequest, Problem } from '../errors.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Refuses requests that do not name one host (400). Source: RFC 9112 §3.2. */
export const oneHost: Handler = (req, _res, next) => {
  const hosts = req.headersDistinct.host?.length ?? 0
  if (hosts > 1 || (hosts === 0 && req.httpVersion !== '1.0')) throw new BadRequest('error.unreadable')
  next()
}

/** Refuses requests for a host this door does not answer to (421), so that neither another site's name resolving to us nor a
 *  forged Host header reaches a page. Source: OWASP WSTG-INPV-17. */
export function knownHost(origin: string): Handler {
  const own = new URL(origin).host
  return (req, _res, next) => {
    const host = req.headers.host ?? ''
    const hostname = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''
    if (host !== own && !loopback.has(hostname)) throw new Problem(421, { key: 'error.421.title', values: { origin } })
    next()
  }
}
