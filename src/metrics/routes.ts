import { type Handler, type Response, Router } from 'express'
import { answerFault, plainFault } from '../api/answers.ts'
import { requireCaller, requireScope } from '../api/caller.ts'
import { isDatabaseReady } from '../database/connect.ts'
import type { Deps } from '../deps.ts'
import { attachSettings } from '../web/settings.ts'
import { type Figure, inText, textType, watchProcess } from './instruments.ts'
import { figuresWithoutDatabase, readFigures } from './read-figures.ts'
import { isRecentReader, rememberReader } from './recent-readers.ts'

const awaySeconds = '5'

/** `GET /metrics` for Prometheus, which shows an administrator's name and password by HTTP Basic, or a key with the scope
 *  `metrics:read` as bearer token. While the database is away nobody can be asked for: then those who were let in within the
 *  last hour get the figures of the process, all others 503. The address is not asked for, as a scraper knows each process by
 *  its own; nothing here is read by a cookie. */
export function metricsRoutes(deps: Deps): Router {
  watchProcess()
  const routes = Router()
  const guards = [attachSettings, requireCaller(deps), requireScope('metrics:read')]
  routes.get('/metrics', withoutDatabase(deps), ...guards, async (req, res) => {
    rememberReader(req.get('authorization') ?? '', deps.clock.now())
    await answer(res, await readFigures(deps))
  })
  return routes
}

function withoutDatabase({ clock }: Deps): Handler {
  return async (req, res, next) => {
    const shown = req.get('authorization')
    if (shown === undefined || (await isDatabaseReady())) return next()
    if (isRecentReader(shown, clock.now())) return answer(res, figuresWithoutDatabase())
    res.set('Retry-After', awaySeconds)
    answerFault(res, plainFault(503, 'The database does not answer, so nobody new can be let in'))
  }
}

async function answer(res: Response, figures: Figure[]): Promise<void> {
  const text = await inText(figures)
  res.set('Content-Type', textType).send(Buffer.from(text))
}
