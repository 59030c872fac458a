import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { type Changed, changePassword } from './change-password.ts'
import { changePasswordForm } from './forms.ts'
import { whyNotKnown } from './weigh-password.ts'

/** Changing one's own password. */
export function passwordRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get('/my-account/password', (req, res) => show(req, res, {}))

  routes.post('/my-account/password', async (req, res) => {
    const user = res.locals.person as User
    const form = parseForm(changePasswordForm, req.body)
    if (!form.ok) return show(req, res, { errors: form.errors, status: 422 })
    const { current_password: current, new_password: chosen } = form.data
    const done = await changePassword(deps, { user, current, chosen, ...clientOf(req) })
    if (done.outcome === 'wait') res.set('Retry-After', String(done.seconds))
    if (done.outcome !== 'changed')
      return show(req, res, { errors: explain(done), status: done.outcome === 'wait' ? 429 : 422 })
    cookies.write(res, 'session', done.cookie)
    cookies.clear(res, 'csrf')
    leaveFlash(cookies, res, { kind: 'success', text: 'account.password.changed' })
    res.redirect(303, '/my-account/password')
  })

  return routes
}

function show(req: Request, res: Response, page: { status?: number; errors?: FieldErrors }): void {
  const { username } = res.locals.person as User
  const { system, recovery } = settingsOf(res)
  showPage(req, res, {
    view: 'my-account/password',
    layout: 'public',
    title: 'account.password.title',
    ...page,
    locals: { username, minLength: system.minimumPasswordLength, passwordHistory: recovery.passwordHistory },
  })
}

function explain(done: Exclude<Changed, { outcome: 'changed' }>): FieldErrors {
  switch (done.outcome) {
    case 'refused':
      return { new_password: done.reason }
    case 'overtaken':
      return { current_password: 'account.password.overtaken' }
    default:
      return { current_password: whyNotKnown(done) }
  }
}
