import type { Response } from 'express'

/** Lets the page that is about to be shown hold frames with pages of our own. */
export function framing(res: Response): Response {
  const policy = String(res.get('Content-Security-Policy'))
  return res.set('Content-Security-Policy', `${policy};frame-src 'self'`)
}

/** Lets the answer that is about to be given stand in a frame of our own. It may carry styles of its own and nothing else that is
 *  alive: no script, no form, no load from anywhere, an origin of nobody. Source: OWASP CSP Cheat Sheet, "sandbox". */
export function framed(res: Response): Response {
  return res.set({
    'Content-Security-Policy':
      "default-src 'none';style-src 'unsafe-inline';img-src data:;base-uri 'none';form-action 'none';frame-ancestors 'self';sandbox",
    'X-Frame-Options': 'SAMEORIGIN',
  })
}
