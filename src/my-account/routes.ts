import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { requirePerson } from '../sessions/middleware.ts'
import { countSessions } from '../sessions/store.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { type Changed, changePassword } from './change-password.ts'
import { changeProfile } from './change-profile.ts'
import { changePasswordForm, profileForm } from './forms.ts'

/** My Account: profile, password, signing out. */
export function myAccountRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.get('/', (_req, res) => res.redirect(303, '/my-account'))
  routes.get(['/myaccount', '/.well-known/change-password'], (_req, res) => res.redirect(303, '/my-account#password'))
  routes.use('/my-account', requirePerson)

  routes.get('/my-account', (req, res) => show(req, res, {}))

  routes.post('/my-account/profile', async (req, res) => {
    const user = res.locals.person as User
    const form = parseForm(profileForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { given_name: givenName, family_name: familyName } = form.data
    await changeProfile(deps, { userId: user.id, givenName, familyName, address: clientOf(req).address })
    leaveFlash(cookies, res, { kind: 'success', text: 'Your profile is saved.' })
    res.redirect(303, '/my-account')
  })

  routes.post('/my-account/password', async (req, res) => {
    const user = res.locals.person as User
    const form = parseForm(changePasswordForm, req.body)
    if (!form.ok) return show(req, res, { ...form, values: {}, status: 422 })
    const { current_password: current, new_password: chosen } = form.data
    const done = await changePassword(deps, { user, current, chosen, ...clientOf(req) })
    if (done.outcome !== 'changed')
      return show(req, res, { errors: explain(done), status: done.outcome === 'wait' ? 429 : 422 })
    cookies.write(res, 'session', done.cookie)
    cookies.clear(res, 'csrf')
    leaveFlash(cookies, res, { kind: 'success', text: 'Your password is changed. All other browsers are signed out.' })
    res.redirect(303, '/my-account')
  })

  async function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values?: FieldTexts },
  ) {
    const user = res.locals.person as User
    const { username, email, givenName, familyName } = user
    const locals = {
      account: { username, email },
      minLength: res.locals.settings?.system.minimumPasswordLength,
      sessionCount: await countSessions(user, { now: deps.clock.now(), limits: settingsOf(res).system.sessionLimits }),
    }
    const values = { given_name: givenName, family_name: familyName, ...page.values }
    showPage(req, res, {
      view: 'my-account/my-account',
      layout: 'public',
      title: 'My Account',
      ...page,
      values,
      locals,
    })
  }

  return routes
}

function explain(done: Exclude<Changed, { outcome: 'changed' }>): FieldErrors {
  switch (done.outcome) {
    case 'wrong-password':
      return { current_password: 'This is not your current password' }
    case 'wait':
      return { current_password: `Too many tries. Wait ${done.seconds} s, then try again.` }
    case 'refused':
      return { new_password: done.reason }
    case 'overtaken':
      return { current_password: 'Your password was changed meanwhile. Sign in again.' }
  }
}
