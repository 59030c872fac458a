import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import { firstRunStep } from '../setup/first-run.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { appearanceRoutes } from './appearance-routes.ts'
import { systemForm } from './forms.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { smtpRoutes } from './smtp-routes.ts'
import { resetStatus } from './status.ts'
import { toFields, toSystem } from './system-values.ts'
import { templateRoutes } from './template-routes.ts'
import { updateSystem } from './update-system.ts'

const path = '/configuration/organization/system'
const smtpPath = '/configuration/organization/smtp'

/** Configuration › Organization Configuration, with its tabs. */
export function organizationRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.get(['/configuration', '/configuration/organization'], (_req, res) =>
    res.redirect(303, '/configuration/organization/smtp'),
  )
  routes.post(smtpPath, requireRecentProof(deps, { when: ({ body }) => ['test', 'update'].includes(body?.action) }))
  routes.use(smtpRoutes(deps, cookies))
  routes.use(templateRoutes(deps, cookies))
  routes.use(appearanceRoutes(deps, cookies))
  routes.use(recoveryRoutes(deps, cookies))

  routes.get(path, (req, res) => show(req, res, { values: toFields(settingsOf(res).system) }))

  routes.post(path, requireRecentProof(deps), async (req, res) => {
    const form = parseForm(systemForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    await updateSystem(deps, {
      values: toSystem(form.data),
      by: res.locals.person?.id ?? '',
      address: clientOf(req).address,
    })
    const isSetUp = firstRunStep(settingsOf(res)) === 'reset' && form.data.self_service_password_reset
    const text = isSetUp ? 'Latchkey is set up: people can reset their passwords.' : 'System configuration saved.'
    leaveFlash(cookies, res, { kind: 'success', text })
    res.redirect(303, isSetUp ? '/' : path)
  })

  async function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values: FieldTexts },
  ) {
    const locals = { tab: 'system', status: await resetStatus(deps, settingsOf(res)) }
    const title = 'System Configuration'
    showPage(req, res, {
      view: 'organization/system',
      layout: 'console',
      section: 'organization',
      title,
      ...page,
      locals,
    })
  }

  return routes
}
