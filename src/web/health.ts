import { Router } from 'express'

/** Health for machines, without data: `live` as long as the process answers, `ready` while it can serve people. */
export function healthRoutes(isReady: () => Promise<boolean>): Router {
  const routes = Router()
  routes.get('/health/live', (_req, res) => void res.json({ status: 'live' }))
  routes.get('/health/ready', async (_req, res) => {
    const ready = await isReady()
    res
      .status(ready ? 200 : 503)
      .json(ready ? { status: 'ready' } : { status: 'not ready', reason: 'starting, stopping or without its database' })
  })
  return routes
}
