import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { noFields } from '../web/fields.ts'
import { parseForm } from '../web/parse-form.ts'
import { sendText } from '../web/send-text.ts'
import { byOf } from './act-routes.ts'
import { exportUsers } from './export.ts'

/** All users as a CSV file that the import takes again. It is a form, because it leaves a line in the audit log. */
export function userExportRoutes(deps: Deps): Router {
  const routes = Router()

  routes.post('/users/export', async (req, res) => {
    parseForm(noFields, req.body)
    res.type('text/csv').attachment(`users-${deps.clock.now().toISOString().slice(0, 10)}.csv`)
    await sendText(res, exportUsers(deps, { by: byOf(req, res), format: 'csv' }))
  })

  return routes
}
