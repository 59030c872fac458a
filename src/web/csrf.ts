import { createHmac } from 'node:crypto'
import cookieParser from 'cookie-parser'
import csurf from 'csurf'
import type { Handler } from 'express'
import type { Deps } from '../deps.ts'
import { deriveKey } from '../security/keys.ts'
import type { Cookies } from './cookies.ts'

/** Reads cookies and demands the CSRF token on every unsafe request: from the form body only, as one text. The secret behind
 *  it comes from the session's cookie where there is one, so that it changes with it and no cookie planted beside it brings another; for
 *  strangers it lives in a signed cookie. Source: OWASP CSRF Prevention Cheat Sheet, "Signed Double-Submit". */
export function csrf({ config }: Deps, cookies: Cookies): { readCookies: Handler; demandToken: Handler[] } {
  const keys = config.secrets.map((secret) => deriveKey(secret, 'cookie').toString('base64'))
  const { path, secure } = cookies.options
  const cookie = { key: cookies.name('csrf'), path, secure, httpOnly: true, sameSite: 'lax' as const, signed: true }
  // The package's types describe its CommonJS face; the ES module's default is the function itself.
  const protect = csurf as unknown as typeof csurf.default
  return { readCookies: cookieParser(keys), demandToken: [ownSecret(cookies), protect({ cookie, value: tokenIn })] }
}

/** Puts a secret made from the session's cookie in the place of the one that the browser brought. Whether the session lives is asked later:
 *  who was signed out meanwhile shall be led to the sign-in page, not be told that the form is stale. */
function ownSecret(cookies: Cookies): Handler {
  return (req, _res, next) => {
    const value = cookies.read(req, 'session')
    if (value) req.signedCookies[cookies.name('csrf')] = createHmac('sha256', value).update('csrf').digest('base64url')
    next()
  }
}

function tokenIn(req: { body?: unknown }): string {
  const token = (req.body as Record<string, unknown> | undefined)?._csrf
  return typeof token === 'string' ? token : ''
}
