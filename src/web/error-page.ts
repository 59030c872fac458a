import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Handler } from 'express'
import { isDatabaseAway } from '../database/away.ts'
import type { Deps } from '../deps.ts'
import { NotFound, Problem, Unavailable } from '../errors.ts'
import { showPage } from './page.ts'

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
    if (problem.status >= 500) log.error('request-failed', { requestId, route: req.route?.path, error })
    if (problem instanceof Unavailable) res.set('Retry-After', String(problem.retryAfterSeconds))
    showPage(req, res, {
      view: 'error/error',
      layout: res.locals.person ? layout : 'public',
      title: problem.title,
      status: problem.status,
      locals: {
        status: problem.status,
        ...wording(problem),
        requestId,
        backHref: '/',
        backText: 'Go to the start page',
      },
    })
  }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isDatabaseAway(error)) return new Unavailable('This service is not available for a moment', 5, { cause: error })
  const { code, status } = error as { code?: unknown; status?: unknown }
  if (code === 'EBADCSRFTOKEN') return new Problem(403, 'This form is no longer valid', { cause: error })
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem(status, STATUS_CODES[status] ?? 'The request could not be read', { cause: error })
  }
  return new Problem(500, 'Something went wrong on our side', { cause: error })
}

function wording(problem: Problem): { heading: string; text: string } {
  const texts: Record<number, string> = {
    400: 'Nothing was changed. Go back and try again.',
    403: 'Nothing was changed. Go back, reload the page and try again.',
    404: 'The address may be mistyped, or the page may have moved.',
    413: 'What was sent is larger than this page takes. Nothing was changed.',
    421: 'Check the address in your browser. An administrator sets it with PUBLIC_URL or ADMIN_URL.',
    503: 'Try again in a few seconds. What the page shows then is what counts.',
  }
  const fallback =
    problem.status >= 500
      ? 'Nothing was lost. Try again, and tell your administrator the number below.'
      : 'Nothing was changed.'
  return { heading: problem.title, text: texts[problem.status] ?? fallback }
}
