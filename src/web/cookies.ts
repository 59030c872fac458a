import type { CookieOptions, Request, Response } from 'express'
import type { Deps } from '../deps.ts'
import { open, seal } from '../security/secret-box.ts'
import type { DoorName } from '../sessions/store.ts'

export type CookieName = 'session' | 'csrf' | 'flash' | 'link' | 'asked' | 'setup' | 'language' | 'device'

/** The cookies of one door: names of its own (ports do not part cookies), HttpOnly, Lax, whole host; `__Host-` and Secure where
 *  the door is reached over https. Source: OWASP ASVS 3.3.1–3.3.4; RFC 6265bis §4.1.3.2. */
export interface Cookies {
  name(cookie: CookieName): string
  options: CookieOptions & { path: string }
  /** Values are signed: one that was written under other secrets, or by somebody else, is not there. */
  read(req: Request, cookie: CookieName): string | undefined
  /** Kept until the browser closes, or so many minutes. */
  write(res: Response, cookie: CookieName, value: string, lifeMinutes?: number): void
  clear(res: Response, cookie: CookieName): void
  /** As `read` and `write`, but the value is sealed and only readable by this deployment. Of these the browser keeps `device` alone when it
   *  closes. */
  readSealed(req: Request, cookie: CookieName): string | undefined
  writeSealed(res: Response, cookie: CookieName, value: string, lifeMinutes: number): void
}

/** Makes the cookies of a door. */
export function doorCookies({ config, clock }: Deps, door: DoorName): Cookies {
  const secure = (door === 'public' ? config.publicDoor : config.adminDoor).origin.startsWith('https:')
  const name = (cookie: CookieName) => `${secure ? '__Host-' : ''}latchkey-${door}-${cookie}`
  const place = (cookie: CookieName) => `cookie:${door}:${cookie}`
  const options = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure }
  const textIn = (cookies: Record<string, unknown> | undefined, cookie: CookieName) => {
    const value = cookies?.[name(cookie)]
    return typeof value === 'string' ? value : undefined
  }
  return {
    name,
    options,
    read: (req, cookie) => textIn(req.signedCookies, cookie),
    write: (res, cookie, value, lifeMinutes) => {
      const maxAge = lifeMinutes && { maxAge: lifeMinutes * 60_000 }
      res.cookie(name(cookie), value, { ...options, ...maxAge, signed: true })
    },
    clear: (res, cookie) => void res.clearCookie(name(cookie), options),
    readSealed: (req, cookie) => {
      const [until, value] = split(open(config.secrets, place(cookie), textIn(req.cookies, cookie) ?? ''))
      return until > clock.now().getTime() ? value : undefined
    },
    writeSealed: (res, cookie, value, lifeMinutes) => {
      const until = clock.now().getTime() + lifeMinutes * 60_000
      const maxAge = cookie === 'device' && { maxAge: lifeMinutes * 60_000 }
      res.cookie(name(cookie), seal(config.secrets, place(cookie), `${until} ${value}`), { ...options, ...maxAge })
    },
  }
}

function split(text: string | undefined): [number, string | undefined] {
  const at = text?.indexOf(' ') ?? -1
  return text === undefined || at < 0 ? [0, undefined] : [Number(text.slice(0, at)), text.slice(at + 1)]
}
