import type { ErrorRequestHandler, Handler } from 'express'
import { isDatabaseAway } from '../database/away.ts'
import type { Deps } from '../deps.ts'
import { NotFound, Problem, Unavailable } from '../errors.ts'
import { HashPoolFull } from '../security/hash-pool.ts'
import { showPage } from './page.ts'
import { routeOf } from './route-of.ts'

/** Says that no route took the request. */
export const notFound: Handler = () => {
  throw new NotFound()
}

/** The one error page: a status, a sentence and a way on. The log gets the cause, the visitor the request's id.
 *  Source: OWASP ASVS 16.5.1. */
export function errorPage({ log }: Deps, layout: 'public' | 'console'): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error)
    const problem = toProblem(error)
    const { requestId } = res.locals
    if (problem.status >= 500 && !(problem instanceof HashPoolFull))
      log.error('request-failed', { requestId, method: req.method, route: routeOf(req), error })
    if (problem instanceof Unavailable) res.set('Retry-After', String(problem.retryAfterSeconds))
    showPage(req, res, {
      view: 'error/error',
      layout: res.locals.person ? layout : 'public',
      title: problem.title,
      status: problem.status,
      locals: {
        status: problem.status,
        textKey: textOf(problem.status),
        requestId,
        backHref: '/',
      },
    })
  }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isDatabaseAway(error)) return new Unavailable('error.away', 5, { cause: error })
  const { code, status } = error as { code?: unknown; status?: unknown }
  if (code === 'EBADCSRFTOKEN') return new Problem(403, 'error.stale-form', { cause: error })
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem(status, status === 413 ? 'error.too-large' : 'error.unreadable', { cause: error })
  }
  return new Problem(500, 'error.ours', { cause: error })
}

const explained = new Set([400, 403, 404, 413, 421, 503])

function textOf(status: number): string {
  if (explained.has(status)) return `error.${status}.text`
  return status >= 500 ? 'error.5xx.text' : 'error.4xx.text'
}
