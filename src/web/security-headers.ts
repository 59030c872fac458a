import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Handler, Request, Response } from 'express'
import helmet from 'helmet'

const none = ["'none'"]
const self = ["'self'"]

/** Headers for every answer: only our own files run or show, nobody frames us, addresses stay here.
 *  Source: OWASP ASVS 3.4; OWASP HTTP Headers Cheat Sheet. */
export function securityHeaders(options: { https: boolean }): Handler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        imgSrc: self,
        baseUri: none,
        formAction: self,
        frameAncestors: none,
        objectSrc: none,
      },
    },
    // Not no-referrer: browsers then send "Origin: null" with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.https && { maxAge: 31_536_000, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
  })
}

const nothingKept = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' }

/** Tells caches to keep nothing of a page, and search engines to list none. Source: OWASP ASVS 14.3.2. */
export const keepNothing: Handler = (_req, res, next) => {
  res.set(nothingKept)
  next()
}

/** The same headers as a list, for an answer that no route gives. */
export function pageHeaders(options: { https: boolean }): Record<string, string> {
  const req = new IncomingMessage(new Socket())
  const res = new ServerResponse(req)
  securityHeaders(options)(req as Request, res as Response, () => {})
  const set = Object.entries(res.getHeaders()).map(([name, value]) => [name, String(value)])
  return { ...Object.fromEntries(set), ...nothingKept }
}
