import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { clientOf } from '../web/client.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { returnPath, withReturn } from '../web/return-to.ts'
import { forgotForm } from './forms.ts'
import { requestReset } from './request-reset.ts'

/** The forgotten-password pages: ask, and the same answer for everyone. */
export function forgotPasswordRoutes(deps: Deps): Router {
  const routes = Router()

  routes.use('/forgot-password', (req, res, next) => {
    if (res.locals.settings && isResetOpen(res.locals.settings)) return next()
    showPage(req, res, {
      view: 'password-reset/closed',
      layout: 'public',
      title: 'Password reset is not available',
      status: 404,
    })
  })

  routes.get('/forgot-password', (req, res) => {
    ask(req, res, { values: { return_to: returnPath(req.query.return_to) ?? '' } })
  })

  routes.post('/forgot-password', async (req, res) => {
    const form = parseForm(forgotForm, req.body)
    if (!form.ok) return ask(req, res, { ...form, status: 422 })
    const { identifier, return_to } = form.data
    await requestReset(deps, { identifier, returnTo: returnPath(return_to), ...clientOf(req) })
    res.redirect(303, withReturn('/forgot-password/sent', returnPath(return_to)))
  })

  routes.get('/forgot-password/sent', (req, res) => {
    const returnTo = returnPath(req.query.return_to)
    const locals = {
      linkLifetimeMinutes: res.locals.settings?.system.linkLifetimeMinutes,
      forgotUrl: withReturn('/forgot-password', returnTo),
      signInUrl: withReturn('/sign-in', returnTo),
    }
    showPage(req, res, { view: 'password-reset/sent', layout: 'public', title: 'Check your mailbox', locals })
  })

  return routes
}

function ask(req: Request, res: Response, page: { status?: number; errors?: FieldErrors; values: FieldTexts }): void {
  const locals = { signInUrl: withReturn('/sign-in', page.values.return_to || undefined) }
  showPage(req, res, {
    view: 'password-reset/forgot',
    layout: 'public',
    title: 'Forgot your password?',
    ...page,
    locals,
  })
}
