import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { edges, withQuery } from '../web/edges.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { sendText } from '../web/send-text.ts'
import { chainRoutes } from './chain-routes.ts'
import { toEntry, toRows } from './entry-page.ts'
import { exportLog } from './export.ts'
import { auditSearch, exportForm, type Filters } from './forms.ts'
import { findEntry, newestEntry } from './log.ts'
import { pageOfLog } from './pages.ts'
import { describe, toSearch } from './search.ts'
import { knownActions } from './words.ts'

const pageSize = 30
/** So many entries are looked at for one page when several conditions are asked for at once. */
const mostLookedAt = 800

/** The audit log in the console: pages, one entry, export, and the check of its chain. */
export function auditRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.use(chainRoutes(deps, cookies))

  routes.get('/audit', async (req, res) => {
    const { older, newer, ...filters } = auditSearch.parse(req.query)
    const { search, unknown } = await toSearch(filters)
    const nobody = unknown.length > 0
    const asked = { older, newer, limit: pageSize, most: mostLookedAt }
    const page = nobody ? ({ found: [], last: undefined, more: 'nothing' } as const) : await pageOfLog(search, asked)
    const newest = await newestEntry()
    const locals = {
      entries: await toRows([...page.found]),
      total: (newest?._id ?? 0).toLocaleString('en'),
      isFiltered: isFiltered(filters),
      looked: page.more === 'unknown' ? mostLookedAt.toLocaleString('en') : undefined,
      unknown: unknown.map((field) => filters[field]),
      ...selects(),
      ...edges({ ...page, found: [...page.found] }, { older, newer }, (edge) =>
        withQuery('/audit', { ...filters, ...edge }),
      ),
    }
    showPage(req, res, {
      view: 'audit/list',
      layout: 'console',
      section: 'audit',
      title: 'Audit log',
      values: texts(filters),
      locals,
    })
  })

  routes.post('/audit/export', async (req, res) => {
    const form = parseForm(exportForm, req.body)
    if (!form.ok) return res.redirect(303, '/audit')
    const { format, ...filters } = form.data
    const { search, unknown } = await toSearch(filters)
    if (unknown.length > 0) return res.redirect(303, withQuery('/audit', filters))
    const by = { id: res.locals.person?.id ?? '', address: clientOf(req).address }
    const day = deps.clock.now().toISOString().slice(0, 10)
    res.attachment(`audit-${day}.${format}`)
    res.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
    await sendText(res, exportLog(deps, { search, format, by, described: describe(filters) }))
  })

  routes.get('/audit/:number', async (req, res) => {
    const entry = /^\d{1,15}$/.test(req.params.number) ? await findEntry(Number(req.params.number)) : null
    if (!entry) throw new NotFound('There is no such entry')
    const locals = { entry: await toEntry(entry) }
    const title = `Entry ${entry._id}`
    showPage(req, res, { view: 'audit/entry', layout: 'console', section: 'audit', title, locals })
  })

  return routes
}

function selects() {
  return {
    actionOptions: [
      { value: '', text: 'Anything' },
      ...knownActions.map(({ action, text }) => ({ value: action, text })),
    ],
    outcomeOptions: [
      { value: '', text: 'Any' },
      { value: 'done', text: 'Done' },
      { value: 'refused', text: 'Refused' },
    ],
  }
}

function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value)
}

function texts(filters: Filters): Record<string, string> {
  const { action = '', outcome = '', actor, subject, from = '', to = '' } = filters
  return { action, outcome, actor, subject, from, to }
}
