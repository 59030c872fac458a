import { randomUUID } from 'node:crypto'
import type { Handler } from 'express'
import type { Deps } from '../deps.ts'

/** Gives each request an id, shown on error pages and written in the log with the answer's status and time in milliseconds. */
export function requestId({ log, clock }: Deps): Handler {
  return (req, res, next) => {
    const started = clock.now().getTime()
    const id = randomUUID()
    res.locals.requestId = id
    res.set('X-Request-Id', id)
    res.on('finish', () => {
      const ms = clock.now().getTime() - started
      log.debug('request', { requestId: id, method: req.method, route: req.route?.path, status: res.statusCode, ms })
    })
    next()
  }
}
