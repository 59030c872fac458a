import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { hideToken, keepToken, tokenOf } from '../web/link-cookie.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { notMeForm } from './forms.ts'
import { isReportable, reportNotMe } from './report-not-me.ts'

const path = '/not-me'
const [use, doneUse] = ['not-me', 'not-me-done']

/** What the second link of a reset mail opens: a page that stops the request. Opening it changes nothing, and nobody has to sign in. It
 *  works while self-service reset is off, too. */
export function notMeRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, async (req, res) => {
    if (req.query.token !== undefined) return hideToken(cookies, req, res, { path, use })
    if (!(await isReportable(deps, tokenOf(cookies, req, use)))) return showDead(req, res)
    const locals = { action: path }
    showPage(req, res, { view: 'password-reset/not-me', layout: 'public', title: 'reset.not-me.title', locals })
  })

  routes.post(path, async (req, res) => {
    const form = parseForm(notMeForm, req.body)
    const endSessions = form.ok && form.data.end_sessions
    const { address } = clientOf(req)
    const outcome = await reportNotMe(deps, { token: tokenOf(cookies, req, use), endSessions, address })
    if (outcome === 'dead-link') return showDead(req, res)
    keepToken(cookies, res, { use: doneUse, token: endSessions ? 'sessions-ended' : 'sessions-kept' })
    res.redirect(303, `${path}/done`)
  })

  routes.get(`${path}/done`, (req, res) => {
    const done = tokenOf(cookies, req, doneUse)
    if (done === undefined) return res.redirect(303, '/sign-in')
    const locals = { sessionsEnded: done === 'sessions-ended', forgotUrl: forgotUrlOf(res) }
    showPage(req, res, { view: 'password-reset/not-me-done', layout: 'public', title: 'reset.reported.title', locals })
  })

  return routes
}

function showDead(req: Request, res: Response): void {
  const locals = { forgotUrl: forgotUrlOf(res) }
  const page = { view: 'password-reset/not-me-dead', layout: 'public' as const, title: 'reset.not-me-dead.title' }
  showPage(req, res, { ...page, status: 410, locals })
}

function forgotUrlOf(res: Response): string | undefined {
  return isResetOpen(settingsOf(res)) ? '/forgot-password' : undefined
}
