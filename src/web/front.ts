import express, { type Express } from 'express'
import { isDatabaseReady } from '../database/connect.ts'
import type { Deps } from '../deps.ts'
import { attachPerson } from '../sessions/middleware.ts'
import type { DoorName } from '../sessions/store.ts'
import { serveAssets } from './assets.ts'
import type { Cookies } from './cookies.ts'
import { csrf } from './csrf.ts'
import { takeFlash } from './flash.ts'
import { formBody } from './form-body.ts'
import { healthRoutes } from './health.ts'
import { knownHost } from './known-host.ts'
import { requestId } from './request-id.ts'
import { sameOrigin } from './same-origin.ts'
import { keepNothing, securityHeaders } from './security-headers.ts'
import { attachSettings } from './settings.ts'

/** What every request passes before the routes of a door, in this order: headers first, so that refusals carry them too.
 *  `bodyLimit` is in bytes. */
export function frontOf(deps: Deps, at: { door: DoorName; cookies: Cookies; bodyLimit: number }): Express {
  const { door, cookies, bodyLimit } = at
  const { origin } = door === 'public' ? deps.config.publicDoor : deps.config.adminDoor
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.set('trust proxy', deps.config.trustProxy)
  app.use(requestId(deps))
  app.use(securityHeaders({ https: origin.startsWith('https:') }))
  app.use('/assets', serveAssets())
  app.use(keepNothing)
  app.use(healthRoutes(async () => deps.background.isStarted && (await isDatabaseReady())))
  app.use(knownHost(origin))
  app.use(formBody(bodyLimit))
  app.use(sameOrigin(origin))
  app.use(csrf(deps, cookies))
  app.use(takeFlash(cookies))
  app.use(attachSettings)
  app.use(attachPerson(deps, door, cookies))
  return app
}
