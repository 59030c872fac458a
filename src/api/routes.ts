import { type ErrorRequestHandler, type Handler, Router } from 'express'
import { isDatabaseAway } from '../database/away.ts'
import type { Deps } from '../deps.ts'
import { NotFound, Problem, Unavailable } from '../errors.ts'
import { inEnglish } from '../languages/in-english.ts'
import { readTenant } from '../recovery-api/tenant.ts'
import { knownHost } from '../web/known-host.ts'
import { routeOf } from '../web/route-of.ts'
import { sameOrigin } from '../web/same-origin.ts'
import { attachSettings } from '../web/settings.ts'
import { answerFault, answerInvalidFields, fault, isOwnApi, plainFault } from './answers.ts'
import { requireCaller } from './caller.ts'
import { contents } from './contents.ts'
import { InvalidFields, jsonBody } from './json-body.ts'
import { refuseOtherMethods, routesOf } from './operation.ts'

/** All that programs can ask for. It has a front of its own: no cookie is read or set, no form is parsed, every answer is JSON, and
 *  nothing passes but an administrator's name and password, or a key. */
export function apiRoutes(deps: Deps): Router {
  const { origin } = deps.config.adminDoor
  const api = Router({ mergeParams: true })
  api.use(leaveToConsole, knownHost(origin), sameOrigin(origin), attachSettings, requireCaller(deps), readTenant)
  api.use('/v1', ourTenantOnly)
  for (const { base, bodyBytes, texts, guard, operations } of contents(deps))
    api.use(
      base,
      refuseOtherMethods(operations),
      ...(guard ? [guard] : []),
      jsonBody(bodyBytes, texts),
      routesOf(operations),
    )
  api.use(nothingHere, answerErrors(deps))
  const routes = Router()
  routes.use(['/api', '/t/:tenant/api'], api)
  // A tenant that is not well-formed is found out before there is an API to be in.
  routes.use(answerErrors(deps))
  return routes
}

/** Lets a browser on to the console, which shows the page about the API, and gives the document, to administrators with a session. */
const leaveToConsole: Handler = ({ method, path, headers }, _res, next) => {
  const isDocument = path === '/openapi.json' && headers.cookie !== undefined && headers.authorization === undefined
  next((path === '/' || isDocument) && (method === 'GET' || method === 'HEAD') ? 'router' : undefined)
}

/** Latchkey's own API knows one organisation. */
const ourTenantOnly: Handler = (_req, res, next) => {
  if (!res.locals.tenant?.isOurs) throw new NotFound('There is no such tenant')
  next()
}

const nothingHere: Handler = () => {
  throw new NotFound('There is nothing at this address')
}

/** Says what went wrong in the API's own form: what the client may know, and the request's id for what only the log knows. */
function answerErrors({ log }: Deps): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error)
    if (error instanceof InvalidFields && isOwnApi(req)) return answerInvalidFields(res, error.errors)
    if (error instanceof Unavailable) res.set('Retry-After', String(error.retryAfterSeconds))
    if (error instanceof Problem) return answerFault(res, plainFault(error.status, inEnglish(error.title)))
    if (isDatabaseAway(error)) {
      res.set('Retry-After', '5')
      return answerFault(res, plainFault(503, 'The database does not answer. Try again in a few seconds'))
    }
    if (error instanceof URIError) return answerFault(res, plainFault(400, 'The address is not well-formed'))
    const status = Number((error as { status?: unknown }).status)
    if (status >= 400 && status < 500) return answerFault(res, plainFault(status, unreadable(status)))
    const { requestId } = res.locals
    log.error('request-failed', { requestId, method: req.method, route: routeOf(req), error })
    const code = req.path.endsWith('/set-password') ? '18013' : '500'
    answerFault(res, fault(500, code, 'The server could not do it. Its log says why, under this traceId'))
  }
}

function unreadable(status: number): string {
  return status === 413 ? 'The body is too large' : 'The body is not well-formed JSON in UTF-8'
}
