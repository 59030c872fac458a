import { Router } from 'express'
import { isDatabaseReady } from '../database/connect.ts'
import type { Deps } from '../deps.ts'

/** Health for machines: `live` as long as the process answers; `ready` while it can serve people, else 503 and one sentence for the
 *  operator that tells a stranger nothing about the deployment. `tell` adds what only those behind this door may know. */
export function healthRoutes(
  { background }: Pick<Deps, 'background'>,
  tell: () => Promise<object> = async () => ({}),
): Router {
  const routes = Router()
  routes.get('/health/live', (_req, res) => void res.json({ status: 'live' }))
  routes.get('/health/ready', async (_req, res) => {
    const reason = await whyNotReady(background)
    if (reason === undefined) res.json({ status: 'ready', ...(await tell()) })
    else res.status(503).json({ status: 'not ready', reason })
  })
  return routes
}

async function whyNotReady(background: Deps['background']): Promise<string | undefined> {
  const isThere = background.phase !== 'stopping' && (await isDatabaseReady())
  if (background.phase === 'stopping') return 'Stopping: answers under way are finished, then this process ends.'
  if (!isThere) return 'The database does not answer. It is asked again all the time; the log says what is wrong.'
  if (background.phase === 'starting') return 'Starting: the data is being prepared.'
  return undefined
}
