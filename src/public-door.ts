import type { Express } from 'express'
import type { Deps } from './deps.ts'
import { myAccountRoutes } from './my-account/routes.ts'
import { linkRoutes } from './password-reset/link-routes.ts'
import { notMeRoutes } from './password-reset/not-me-routes.ts'
import { forgotPasswordRoutes } from './password-reset/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { doorCookies } from './web/cookies.ts'
import { errorPage, notFound } from './web/error-page.ts'
import { frontOf } from './web/front.ts'
import { languageRoutes } from './web/language.ts'
import { securityTextRoutes } from './web/security-text.ts'

const formBytes = 10 * 1024

/** The door everybody may stand before: sign-in, forgotten password, mailed links, My Account, health. */
export function createPublicDoor(deps: Deps): Express {
  const cookies = doorCookies(deps, 'public')
  const app = frontOf(deps, { door: 'public', cookies, bodyLimit: formBytes })
  app.use(securityTextRoutes(deps))
  app.use(languageRoutes(cookies))
  app.use(signInRoutes(deps, { door: 'public', cookies, home: '/my-account' }))
  app.use(forgotPasswordRoutes(deps, cookies))
  app.use(notMeRoutes(deps, cookies))
  app.use(linkRoutes(deps, { path: '/reset-password', purpose: 'reset', cookies }))
  app.use(linkRoutes(deps, { path: '/invitation', purpose: 'invitation', cookies }))
  app.use(myAccountRoutes(deps, cookies))
  app.use(notFound)
  app.use(errorPage(deps, 'public'))
  return app
}
