import { type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { BadRequest } from '../errors.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { type Flash, leaveFlash } from '../web/flash.ts'
import { parseForm } from '../web/parse-form.ts'
import { byOf, knownUser } from './act-routes.ts'
import { endAllSessions, endOneSession } from './end-sessions.ts'
import { sessionForm } from './forms.ts'

/** The sessions on a user's page: an administrator ends one, or all. */
export function userSessionRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.post('/users/:id/end-session', async (req, res) => {
    const form = parseForm(sessionForm, req.body)
    if (!form.ok) throw new BadRequest('The form does not name a session')
    const user = await knownUser(req.params.id)
    const done = await endOneSession(deps, { user, sessionId: form.data.session, by: byOf(req, res) })
    const ended: Flash = { kind: 'success', text: 'The session is ended.' }
    back(res, user.id, done ? ended : { kind: 'info', text: 'That session had ended already.' })
  })

  routes.post('/users/:id/end-sessions', async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId, username } = await knownUser(req.params.id)
    await endAllSessions(deps, { userId, by: byOf(req, res) })
    back(res, userId, { kind: 'success', text: `All sessions of ${username} are ended.` })
  })

  function back(res: Response, id: string, flash: Flash): void {
    leaveFlash(cookies, res, flash)
    res.redirect(303, `/users/${id}#sessions`)
  }

  return routes
}
