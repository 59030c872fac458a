import { randomUUID } from 'node:crypto'
import type { Handler } from 'express'
import type { Deps } from '../deps.ts'
import { noteRequest } from '../metrics/instruments.ts'
import { routeOf } from './route-of.ts'

/** Gives each request an id, shown on error pages and written in the log with the answer's status and time in milliseconds; counts the
 *  request among the metrics. An id that somebody sends is not taken over: it could be anybody's, or hold anything. */
export function requestId({ log }: Pick<Deps, 'log'>, door: string): Handler {
  return (req, res, next) => {
    const started = performance.now()
    const id = randomUUID()
    res.locals.requestId = id
    res.set('X-Request-Id', id)
    res.on('finish', () => {
      const ms = performance.now() - started
      const answered = { door, method: req.method, route: routeOf(req), status: res.statusCode }
      noteRequest(answered, ms / 1000)
      log.debug('request', { requestId: id, ...answered, ms: Math.round(ms) })
    })
    next()
  }
}
