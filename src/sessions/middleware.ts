import type { Handler } from 'express'
import type { Deps } from '../deps.ts'
import { findUser } from '../users/users.ts'
import type { Cookies } from '../web/cookies.ts'
import { withReturn } from '../web/return-to.ts'
import { settingsOf } from '../web/settings.ts'
import { type DoorName, findSession } from './store.ts'

/** Finds out who is asking: the person behind the session cookie, as the record says now. A session born with an older password,
 *  of somebody shut out, or at the admin door of somebody who is no administrator, is nobody's. */
export function attachPerson({ clock }: Deps, door: DoorName, cookies: Cookies): Handler {
  return async (req, res, next) => {
    const session = await findSession(cookies.read(req, 'session'), {
      door,
      now: clock.now(),
      limits: settingsOf(res).system.sessionLimits,
    })
    const person = session && (await findUser(session.userId))
    const admitted = person?.status === 'active' && person.sessionVersion === session?.sessionVersion
    if (session && person && admitted && (door === 'public' || person.roles.includes('administrator'))) {
      res.locals.person = person
      res.locals.session = session
    }
    next()
  }
}

/** Lets only signed-in people on; everybody else is shown the sign-in page and brought back afterwards. */
export const requirePerson: Handler = (req, res, next) => {
  if (res.locals.person) return next()
  res.redirect(
    303,
    withReturn('/sign-in', req.method === 'GET' && req.originalUrl !== '/' ? req.originalUrl : undefined),
  )
}
