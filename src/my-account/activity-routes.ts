import { Router } from 'express'
import { pageOfLog } from '../audit/pages.ts'
import type { User } from '../users/users.ts'
import { edges, withQuery } from '../web/edges.ts'
import { showPage } from '../web/page.ts'
import { toActivity } from './activity.ts'
import { activityPage } from './forms.ts'

const pageSize = 20

/** What happened to one's account lately, newest first. */
export function activityRoutes(): Router {
  const routes = Router()

  routes.get('/my-account/activity', async (req, res) => {
    const user = res.locals.person as User
    const { older, newer } = activityPage.parse(req.query)
    const page = await pageOfLog({ subject: user.id }, { older, newer, limit: pageSize, most: pageSize + 1 })
    const locals = {
      activity: page.found.map((entry) => toActivity(entry, user.id)),
      ...edges(page, { older, newer }, (edge) => withQuery('/my-account/activity', edge)),
    }
    const title = 'account.activity.title'
    showPage(req, res, { view: 'my-account/activity', layout: 'public', title, locals })
  })

  return routes
}
