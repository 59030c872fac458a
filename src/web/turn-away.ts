import type { Handler } from 'express'
import { demandHashRoom } from '../security/passwords.ts'

/** Turns sign-ins away while no more passwords can be weighed soon, before their form is even read: under a flood that is nearly all there
 *  is to do, and other pages shall not wait for it. Source: OWASP ASVS 15.1.3. */
export const turnAwaySignIns: Handler = (req, _res, next) => {
  if (req.method === 'POST' && req.path === '/sign-in') demandHashRoom('guess')
  next()
}
