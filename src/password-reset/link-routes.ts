import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { endSession } from '../sessions/store.ts'
import type { ProofPurpose } from '../users/model.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, parseForm } from '../web/parse-form.ts'
import { withReturn } from '../web/return-to.ts'
import { completeReset, openLink } from './complete-reset.ts'
import { choosePasswordForm } from './forms.ts'
import { noteOpened } from './note-opened.ts'

/** Longer than a link may live, so that only the link itself decides. */
const cookieLifeMinutes = 24 * 60

/** The page a mailed link opens, for one purpose. Opening it changes nothing: scanners and previews open links too. The token
 *  leaves the address bar at once. Source: OWASP Forgot Password Cheat Sheet, "URL Tokens"; RFC 9110 §9.2.1. */
export function linkRoutes(deps: Deps, link: { path: string; purpose: ProofPurpose; cookies: Cookies }): Router {
  const { path, purpose, cookies } = link
  const title = purpose === 'reset' ? 'Choose a new password' : 'Choose your password'
  const routes = Router()

  routes.get(path, async (req, res) => {
    if (req.query.token !== undefined) return hideToken(req, res)
    const token = tokenOf(req) ?? ''
    const opened = await openLink(deps, { token, purpose })
    if (opened.outcome !== 'live') return showEnd(req, res, opened.outcome)
    await noteOpened(deps, { token, userId: opened.holder.userId, address: clientOf(req).address })
    choose(req, res, {})
  })

  routes.post(path, async (req, res) => {
    const form = parseForm(choosePasswordForm, req.body)
    const token = tokenOf(req)
    if (!form.ok) {
      const opened = await openLink(deps, { token, purpose })
      return opened.outcome === 'live' ? choose(req, res, { ...form, status: 422 }) : showEnd(req, res, opened.outcome)
    }
    const done = await completeReset(deps, { token, purpose, password: form.data.new_password, ...clientOf(req) })
    if (done.outcome === 'refused') return choose(req, res, { status: 422, errors: { new_password: done.reason } })
    if (done.outcome !== 'changed') return showEnd(req, res, done.outcome)
    if (res.locals.session) await endSession(res.locals.session.id)
    cookies.clear(res, 'link')
    cookies.clear(res, 'session')
    cookies.clear(res, 'csrf')
    leaveFlash(cookies, res, { kind: 'success', text: 'Your password is set. Sign in with it now.' })
    res.redirect(303, withReturn('/sign-in', done.returnTo))
  })

  function hideToken(req: Request, res: Response): void {
    const token = typeof req.query.token === 'string' ? req.query.token.slice(0, 100) : ''
    cookies.writeSealed(res, 'link', `${purpose} ${token}`, cookieLifeMinutes)
    res.set('Referrer-Policy', 'no-referrer').redirect(303, path)
  }

  function tokenOf(req: Request): string | undefined {
    const held = cookies.readSealed(req, 'link')
    return held?.startsWith(`${purpose} `) ? held.slice(purpose.length + 1) : undefined
  }

  function choose(req: Request, res: Response, page: { status?: number; errors?: FieldErrors }): void {
    const minLength = res.locals.settings?.system.minimumPasswordLength
    const locals = { action: path, purpose, minLength }
    showPage(req, res, { view: 'password-reset/choose', layout: 'public', title, ...page, locals })
  }

  return routes
}

function showEnd(req: Request, res: Response, outcome: 'dead-link' | 'closed'): void {
  const { settings } = res.locals
  const forgotUrl = settings && isResetOpen(settings) ? '/forgot-password' : undefined
  const title = outcome === 'closed' ? 'Password reset is not available' : 'This link no longer works'
  const status = outcome === 'closed' ? 404 : 410
  showPage(req, res, { view: `password-reset/${outcome}`, layout: 'public', title, status, locals: { forgotUrl } })
}
