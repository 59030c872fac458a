import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldTexts, parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { systemForm } from './forms.ts'
import type { SystemSettings } from './settings.ts'
import { smtpRoutes } from './smtp-routes.ts'
import { resetStatus } from './status.ts'
import { updateSystem } from './update-system.ts'

const path = '/configuration/organization/system'
const smtpPath = '/configuration/organization/smtp'

/** Configuration › Organization Configuration, with its tabs. */
export function organizationRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.get(['/configuration', '/configuration/organization'], (_req, res) =>
    res.redirect(303, '/configuration/organization/smtp'),
  )
  routes.post(smtpPath, requireRecentProof(deps, { when: ({ body }) => body?.action !== 'test' }))
  routes.use(smtpRoutes(deps, cookies))

  routes.get(path, (req, res) => show(req, res, { values: toFields(settingsOf(res).system) }))

  routes.post(path, requireRecentProof(deps), async (req, res) => {
    const form = parseForm(systemForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const values = {
      selfServiceReset: form.data.self_service_password_reset,
      linkLifetimeMinutes: form.data.link_lifetime_minutes,
      notifyOnSuccess: form.data.notify_on_success,
      minimumPasswordLength: form.data.minimum_password_length,
    }
    await updateSystem(deps, { values, by: res.locals.person?.id ?? '', address: clientOf(req).address })
    leaveFlash(cookies, res, { kind: 'success', text: 'System configuration saved.' })
    res.redirect(303, path)
  })

  async function show(req: Request, res: Response, page: { status?: number; errors?: FieldTexts; values: FieldTexts }) {
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

function toFields(system: SystemSettings): FieldTexts {
  return {
    ...(system.selfServiceReset && { self_service_password_reset: 'on' }),
    ...(system.notifyOnSuccess && { notify_on_success: 'on' }),
    link_lifetime_minutes: String(system.linkLifetimeMinutes),
    minimum_password_length: String(system.minimumPasswordLength),
  }
}
