import type { Request, Response } from 'express'
import type { Cookies } from './cookies.ts'

/** A day from the click; whoever comes later clicks the link in the mail again. */
const lifeMinutes = 24 * 60

/** Takes the token of a mailed link out of the address bar, into a sealed cookie, and goes on without it.
 *  Source: OWASP Forgot Password Cheat Sheet, "URL Tokens". */
export function hideToken(cookies: Cookies, req: Request, res: Response, link: { path: string; use: string }): void {
  const token = typeof req.query.token === 'string' ? req.query.token.slice(0, 100) : ''
  keepToken(cookies, res, { use: link.use, token })
  res.set('Referrer-Policy', 'no-referrer').redirect(303, link.path)
}

/** Keeps a token for one use in the cookie. */
export function keepToken(cookies: Cookies, res: Response, { use, token }: { use: string; token: string }): void {
  cookies.writeSealed(res, 'link', `${use} ${token}`, lifeMinutes)
}

/** The token this browser holds for one use; undefined where it holds none. */
export function tokenOf(cookies: Cookies, req: Request, use: string): string | undefined {
  const held = cookies.readSealed(req, 'link')
  return held?.startsWith(`${use} `) ? held.slice(use.length + 1) : undefined
}
