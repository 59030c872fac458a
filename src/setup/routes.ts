import { type Handler, type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { hasFirstAdministrator } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { createAdministrator } from './create-administrator.ts'
import { administratorForm } from './forms.ts'
import { isSetupSecret } from './link.ts'

const cookieLifeMinutes = 60

/** The first-run wizard, opened by the link on the terminal. Until an administrator exists the door shows nothing else; once one
 *  does, nothing of the wizard is left. Source: OWASP ASVS 6.3.2. */
export function setupRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.use(whileOpen())

  routes.get('/setup', async (req, res) => {
    if (typeof req.query.token === 'string') {
      cookies.writeSealed(res, 'setup', req.query.token.slice(0, 200), cookieLifeMinutes)
      return res.set('Referrer-Policy', 'no-referrer').redirect(303, '/setup')
    }
    if (!(await isSetupSecret(cookies.readSealed(req, 'setup')))) return linkNeeded(req, res)
    show(req, res, {})
  })

  routes.post('/setup', async (req, res) => {
    if (!(await isSetupSecret(cookies.readSealed(req, 'setup')))) return linkNeeded(req, res)
    const form = parseForm(administratorForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { username, email, given_name: givenName, family_name: familyName, new_password: password } = form.data
    const done = await createAdministrator(deps, { username, email, givenName, familyName, password, ...clientOf(req) })
    if (done.outcome === 'closed') return res.redirect(303, '/sign-in')
    if (done.outcome !== 'created') {
      const errors = done.outcome === 'refused' ? { new_password: done.reason } : { [done.field]: 'This is taken' }
      return show(req, res, { values: typed(form.data), errors, status: 422 })
    }
    cookies.clear(res, 'setup')
    cookies.clear(res, 'csrf')
    cookies.write(res, 'session', done.cookie)
    leaveFlash(cookies, res, { kind: 'success', text: 'You are the administrator. Next: set up mail.' })
    res.redirect(303, '/configuration/organization/smtp')
  })

  routes.all('/{*path}', (_req, res) => res.redirect(303, '/setup'))
  return routes

  function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values?: FieldTexts },
  ): void {
    const locals = { minLength: res.locals.settings?.system.minimumPasswordLength }
    showPage(req, res, {
      view: 'setup/administrator',
      layout: 'public',
      title: 'Create the administrator',
      ...page,
      locals,
    })
  }
}

function linkNeeded(req: Request, res: Response): void {
  showPage(req, res, { view: 'setup/link-needed', layout: 'public', title: 'Open the setup link', status: 403 })
}

/** Leaves the wizard once an administrator exists. That never changes back, so it is looked up until then only. */
function whileOpen(): Handler {
  let closed = false
  return async (_req, _res, next) => {
    closed ||= await hasFirstAdministrator()
    next(closed ? 'router' : undefined)
  }
}
