import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { recoveryForm } from './recovery-forms.ts'
import { toFields, toRecovery } from './recovery-values.ts'
import { updateRecovery } from './update-recovery.ts'

const path = '/configuration/organization/recovery'

/** The tab "Account Recovery": what WSO2 keeps under the connector of that name. */
export function recoveryRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, (req, res) => show(req, res, { values: toFields(settingsOf(res).recovery) }))

  routes.post(path, requireRecentProof(deps), async (req, res) => {
    const form = parseForm(recoveryForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const values = toRecovery(form.data)
    await updateRecovery(deps, { values, by: res.locals.person?.id ?? '', address: clientOf(req).address })
    leaveFlash(cookies, res, { kind: 'success', text: 'Account recovery saved.' })
    res.redirect(303, path)
  })

  function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values: FieldTexts },
  ): void {
    showPage(req, res, {
      view: 'organization/recovery',
      layout: 'console',
      section: 'organization',
      title: 'Account Recovery',
      ...page,
      locals: { tab: 'recovery', system: settingsOf(res).system, origin: deps.config.publicDoor.origin },
    })
  }

  return routes
}
