import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { changeProfile } from './change-profile.ts'
import { profileForm } from './forms.ts'

/** The first page of My Account: who one is. */
export function profileRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(['/my-account', '/my-account/profile'], (req, res) => show(req, res, {}))

  routes.post('/my-account/profile', async (req, res) => {
    const user = res.locals.person as User
    const form = parseForm(profileForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { given_name: givenName, family_name: familyName } = form.data
    await changeProfile(deps, { userId: user.id, givenName, familyName, address: clientOf(req).address })
    leaveFlash(cookies, res, { kind: 'success', text: 'account.profile.saved' })
    res.redirect(303, '/my-account')
  })

  return routes
}

function show(req: Request, res: Response, page: { status?: number; errors?: FieldErrors; values?: FieldTexts }): void {
  const { username, email, givenName, familyName } = res.locals.person as User
  showPage(req, res, {
    view: 'my-account/profile',
    layout: 'public',
    title: 'account.title',
    ...page,
    values: { given_name: givenName, family_name: familyName, ...page.values },
    locals: { account: { username, email } },
  })
}
