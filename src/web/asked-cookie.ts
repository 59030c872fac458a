import type { Request, Response } from 'express'
import { type Asked, askedLifeMs } from '../password-reset/request-reset.ts'
import type { Cookies } from './cookies.ts'

/** What is remembered fills whole blocks of so many bytes, so that the cookie's length does not tell how long a name is. */
const blockBytes = 512

/** Lets a browser remember what it asked for, sealed: it cannot read it, nor another browser use it. */
export function rememberAsked(cookies: Cookies, res: Response, asked: Asked): void {
  const text = JSON.stringify(asked)
  const bytes = Buffer.byteLength(text)
  const padding = Math.ceil(bytes / blockBytes) * blockBytes - bytes
  cookies.writeSealed(res, 'asked', text + ' '.repeat(padding), askedLifeMs / 60_000)
}

/** What this browser asked for within the hour; undefined where it asked for nothing. */
export function askedBefore(cookies: Cookies, req: Request): Asked | undefined {
  const text = cookies.readSealed(req, 'asked')
  return text === undefined ? undefined : (JSON.parse(text) as Asked)
}
