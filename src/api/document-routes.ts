import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { showPage } from '../web/page.ts'
import { contents } from './contents.ts'
import { onceWritten } from './document.ts'
import { documentPage } from './document-page.ts'

/** What the API can do, for browsers behind the console's sign-in: a page to read, and the document to take along. */
export function documentRoutes(deps: Deps): Router {
  const routes = Router()
  const document = onceWritten(deps, () => contents(deps))

  routes.get('/api', (req, res) => {
    const locals = documentPage(document())
    showPage(req, res, { view: 'api/document', layout: 'console', section: 'api', title: 'API', locals: { ...locals } })
  })

  routes.get('/api/openapi.json', (_req, res) => void res.json(document()))

  return routes
}
