import type { Handler } from 'express'
import { Forbidden } from '../errors.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses unsafe requests that a browser marks as coming from elsewhere; the second layer beside the CSRF token.
 *  Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata headers". */
export function sameOrigin(origin: string): Handler {
  const own = new URL(origin).host
  return (req, _res, next) => {
    if (safe.has(req.method)) return next()
    const site = req.get('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Forbidden('error.other-site')
    const from = req.get('origin')
    if (from !== undefined && hostOf(from) !== own && hostOf(from) !== req.headers.host) {
      throw new Forbidden('error.other-site')
    }
    next()
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
