import type { Handler } from 'express'
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

/** Tells caches to keep nothing of a page, and search engines to list none. Source: OWASP ASVS 14.3.2. */
export const keepNothing: Handler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' })
  next()
}
