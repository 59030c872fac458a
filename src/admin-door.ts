import { type Express, Router } from 'express'
import { documentRoutes } from './api/document-routes.ts'
import { apiRoutes } from './api/routes.ts'
import { apiKeyRoutes } from './api-keys/admin-routes.ts'
import { auditRoutes } from './audit/admin-routes.ts'
import type { Deps } from './deps.ts'
import { mailRoutes } from './mail/admin-routes.ts'
import { metricsRoutes } from './metrics/routes.ts'
import { organizationRoutes } from './organization/admin-routes.ts'
import { appearancePath } from './organization/appearance-routes.ts'
import { overviewRoutes } from './overview/admin-routes.ts'
import { requirePerson } from './sessions/middleware.ts'
import { setupRoutes } from './setup/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { usersRoutes } from './users/admin-routes.ts'
import { doorCookies } from './web/cookies.ts'
import { errorPage, notFound } from './web/error-page.ts'
import { frontOf } from './web/front.ts'
import { uploadAt } from './web/upload.ts'

/** Room for a certificate authority's PEM text in the SMTP form, also when it is carried along sealed. */
const formBytes = 128 * 1024
/** Room for a file of five thousand people. */
const fileBytes = 2 * 1024 * 1024
const logoBytes = 200 * 1024

/** The door of the administrators: first-run setup, then the console. Behind sign-in everything is for administrators only.
 *  Programs find the API beside it. `commands` hears the command line, where this process has the database to itself. */
export function createAdminDoor(deps: Deps, commands?: Router): Express {
  const cookies = doorCookies(deps, 'admin')
  const uploads = [uploadAt('/users/import', fileBytes), uploadAt(appearancePath, logoBytes)]
  const machines = Router().use(...(commands ? [commands] : []), metricsRoutes(deps), apiRoutes(deps))
  const app = frontOf(deps, { door: 'admin', cookies, bodyLimit: formBytes, uploads, machines })
  app.use(setupRoutes(deps, cookies))
  app.use(signInRoutes(deps, { door: 'admin', cookies, home: '/' }))
  app.get('/', requirePerson)
  app.use(['/api', '/audit', '/configuration', '/doctor', '/mail', '/users'], requirePerson)
  app.use(overviewRoutes(deps))
  app.use(organizationRoutes(deps, cookies))
  app.use(apiKeyRoutes(deps, cookies))
  app.use(documentRoutes(deps))
  app.use(usersRoutes(deps, cookies))
  app.use(mailRoutes(deps, cookies))
  app.use(auditRoutes(deps, cookies))
  app.use(notFound)
  app.use(errorPage(deps, 'console'))
  return app
}
