import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { countWaiting } from '../mail/queue.ts'
import { countUsers } from '../users/users.ts'
import { showPage } from '../web/page.ts'
import { settingsOf } from '../web/settings.ts'
import { chartsOf } from './charts.ts'
import { examine, type Finding } from './examine.ts'
import { readFigures } from './figures.ts'
import { firstSteps } from './first-steps.ts'

/** The first page of the console: what is left to do, in the order of the guide, how things are, and the figures; and the doctor. */
export function overviewRoutes(deps: Deps): Router {
  const routes = Router()

  routes.get('/', async (req, res) => {
    const settings = settingsOf(res)
    const period = req.query.period === '24h' ? '24h' : '30d'
    const [findings, { slots, isComplete }, waiting, users] = await Promise.all([
      examine(deps),
      readFigures(deps, period),
      countWaiting(),
      countUsers(),
    ])
    const locals = {
      steps: firstSteps({ smtp: settings.smtp !== undefined, reset: settings.system.selfServiceReset, users }),
      findings: worstFirst(findings),
      figures: [
        { label: 'Users', value: users.toLocaleString('en'), href: '/users' },
        { label: 'Mails waiting', value: waiting.toLocaleString('en'), href: '/mail?state=queued' },
      ],
      period,
      charts: chartsOf(slots, period),
      isComplete,
    }
    showPage(req, res, { view: 'overview/overview', layout: 'console', section: 'overview', title: 'Overview', locals })
  })

  routes.get('/doctor', async (req, res) => {
    const locals = { findings: worstFirst(await examine(deps)) }
    showPage(req, res, { view: 'overview/doctor', layout: 'console', section: 'overview', title: 'Doctor', locals })
  })

  return routes
}

const gravity: Finding['state'][] = ['fault', 'warning', 'ok']

function worstFirst(findings: Finding[]): Finding[] {
  return findings.toSorted((a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state))
}
