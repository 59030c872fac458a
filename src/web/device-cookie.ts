import type { Request, Response } from 'express'
import { type Device, withPerson } from '../security/device.ts'
import { keysOf } from '../users/names.ts'
import type { Cookies } from './cookies.ts'

const lifeMinutes = 365 * 24 * 60

/** What this browser is known by, where somebody has signed in on it within a year. */
export function deviceOf(cookies: Cookies, req: Request): Device | undefined {
  const text = cookies.readSealed(req, 'device')
  return text === undefined ? undefined : (JSON.parse(text) as Device)
}

/** Lets a browser be known by somebody who has just signed in on it, or chosen a password by a mailed link. Written on success alone, so that it tells nobody who exists.
 *  Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies". */
export function rememberDevice(
  { cookies, secrets }: { cookies: Cookies; secrets: readonly string[] },
  { req, res, person }: { req: Request; res: Response; person: { username: string; email: string } },
): void {
  const device = withPerson(secrets, deviceOf(cookies, req), keysOf(person))
  cookies.writeSealed(res, 'device', JSON.stringify(device), lifeMinutes)
}
