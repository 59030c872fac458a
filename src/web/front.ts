import express, { type Express, type Router } from 'express'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { resetStatus } from '../organization/status.ts'
import { attachPerson, requirePerson } from '../sessions/middleware.ts'
import type { DoorName } from '../sessions/store.ts'
import { serveAssets } from './assets.ts'
import { brandRoutes } from './brand.ts'
import type { Cookies } from './cookies.ts'
import { csrf } from './csrf.ts'
import { serveEstimator } from './estimator.ts'
import { takeFlash } from './flash.ts'
import { formBody } from './form-body.ts'
import { healthRoutes } from './health.ts'
import { knownHost, oneHost } from './known-host.ts'
import { guessLanguage, settleLanguage } from './language.ts'
import { requestId } from './request-id.ts'
import { sameOrigin } from './same-origin.ts'
import { keepNothing, securityHeaders } from './security-headers.ts'
import { attachSettings } from './settings.ts'
import { turnAwaySignIns } from './turn-away.ts'
import type { Upload } from './upload.ts'

/** What every request passes before the routes of a door, in this order: headers first, so that refusals carry them too.
 *  `bodyLimit` is in bytes; `machines` are routes for programs, which pass none of what is there for browsers. */
export function frontOf(
  deps: Deps,
  at: { door: DoorName; cookies: Cookies; bodyLimit: number; uploads?: Upload[]; machines?: Router | undefined },
): Express {
  const { door, cookies, bodyLimit, uploads = [] } = at
  const { origin } = door === 'public' ? deps.config.publicDoor : deps.config.adminDoor
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.set('trust proxy', deps.config.trustProxy)
  app.use(requestId(deps, door))
  app.use(guessLanguage(door))
  app.use(securityHeaders({ https: origin.startsWith('https:') }))
  app.use('/assets', serveEstimator(), serveAssets())
  app.use(brandRoutes())
  app.use(keepNothing)
  app.use(oneHost)
  app.use(healthRoutes(deps, door === 'admin' ? () => tellReset(deps) : undefined))
  if (at.machines) app.use(at.machines)
  app.use(knownHost(origin))
  app.use(turnAwaySignIns)
  app.use(
    formBody(
      bodyLimit,
      uploads.map(({ path }) => path),
    ),
  )
  app.use(sameOrigin(origin))
  const { readCookies, demandToken } = csrf(deps, cookies)
  app.use(readCookies)
  app.use(attachSettings)
  app.use(attachPerson(deps, door, cookies))
  app.use(settleLanguage(cookies))
  // A file waits in memory for its token: nobody's but that of people who are signed in.
  for (const { path, parse } of uploads) app.post(path, requirePerson, parse)
  app.use(demandToken)
  app.use(takeFlash(cookies))
  return app
}

/** What the switch's own status line says, in one word: a probe shall not be told otherwise. */
async function tellReset(deps: Deps): Promise<object> {
  const words = { on: 'on', off: 'off', warning: 'degraded' }
  return { selfServiceReset: words[(await resetStatus(deps, await readSettings())).kind] }
}
