import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { requirePerson } from '../sessions/middleware.ts'
import type { Cookies } from '../web/cookies.ts'
import { activityRoutes } from './activity-routes.ts'
import { confirmAddressRoutes } from './confirm-address-routes.ts'
import { emailRoutes } from './email-routes.ts'
import { languageRoutes } from './language-routes.ts'
import { passwordRoutes } from './password-routes.ts'
import { profileRoutes } from './profile-routes.ts'
import { accountSessionRoutes } from './session-routes.ts'
import { undoEmailRoutes } from './undo-email-routes.ts'

/** My Account, one page per tab, and the links that confirm a new address and undo that: they work on any device. */
export function myAccountRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.get(['/', '/myaccount'], (_req, res) => res.redirect(303, '/my-account'))
  // Where password managers send people. Source: W3C, A Well-Known URL for Changing Passwords.
  routes.get('/.well-known/change-password', (_req, res) => res.redirect(303, '/my-account/password'))
  routes.use(confirmAddressRoutes(deps, cookies))
  routes.use(undoEmailRoutes(deps, cookies))
  routes.use('/my-account', requirePerson)
  routes.use(profileRoutes(deps, cookies))
  routes.use(passwordRoutes(deps, cookies))
  routes.use(emailRoutes(deps, cookies))
  routes.use(accountSessionRoutes(deps, cookies))
  routes.use(activityRoutes())
  routes.use(languageRoutes(deps, cookies))
  return routes
}
