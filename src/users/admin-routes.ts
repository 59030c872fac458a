import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { mailStatus } from '../organization/status.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { byOf, userActRoutes } from './act-routes.ts'
import { userEditRoutes } from './edit-routes.ts'
import { userExportRoutes } from './export-routes.ts'
import { forceResetRoutes } from './force-reset-routes.ts'
import { newUserForm } from './forms.ts'
import { userImportRoutes } from './import-routes.ts'
import { invite } from './invite.ts'
import { userListRoutes } from './list-routes.ts'
import { oneTimeLinkRoutes } from './one-time-link-routes.ts'
import { userSessionRoutes } from './session-routes.ts'
import { userPageRoutes } from './user-page-routes.ts'

/** Users in the console: list, create by invitation, import and export, look at one and act on it. */
export function usersRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  const isMakingAdministrator = (req: Request) => req.body?.administrator !== undefined

  routes.get('/users/new', (req, res) => ask(req, res, {}))

  routes.post('/users/new', requireRecentProof(deps, { when: isMakingAdministrator }), async (req, res) => {
    const form = parseForm(newUserForm, req.body)
    if (!form.ok) return ask(req, res, { ...form, status: 422 })
    const { username, email, given_name: givenName, family_name: familyName, administrator } = form.data
    const done = await invite(deps, {
      invitee: { username, email, givenName, familyName, administrator },
      by: byOf(req, res),
    })
    if (done.outcome === 'taken') {
      const errors = { [done.field]: `Another user has this ${done.field === 'email' ? 'e-mail address' : 'username'}` }
      return ask(req, res, { values: typed(req.body), errors, status: 422 })
    }
    leaveFlash(cookies, res, {
      kind: 'success',
      text: `${username} is created. The invitation to ${email} is on its way.`,
    })
    res.redirect(303, `/users/${done.id}`)
  })

  routes.use(userListRoutes())
  routes.use(userImportRoutes(deps, cookies))
  routes.use(userExportRoutes(deps))
  routes.use(userPageRoutes(deps))
  routes.use(userEditRoutes(deps, cookies))
  routes.use(userSessionRoutes(deps, cookies))
  routes.use(oneTimeLinkRoutes(deps, cookies))
  routes.use(forceResetRoutes(deps, cookies))
  routes.use(userActRoutes(deps, cookies))

  async function ask(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values?: FieldTexts },
  ) {
    const mail = await mailStatus(deps, settingsOf(res))
    const locals = { mailWorks: mail.kind === 'on', mailStatus: mail.text }
    showPage(req, res, { view: 'users/new', layout: 'console', section: 'users', title: 'Add user', ...page, locals })
  }

  return routes
}
