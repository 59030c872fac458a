import { type Request, type Response, Router } from 'express'
import { entriesAbout } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { inWords } from '../mail/letter.ts'
import { isResetOpen } from '../organization/settings.ts'
import { mailStatus } from '../organization/status.ts'
import { countSessions } from '../sessions/store.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { byOf, knownUser, userActRoutes } from './act-routes.ts'
import { newUserForm, searchForm } from './forms.ts'
import { invite } from './invite.ts'
import { displayName } from './names.ts'
import { describe } from './timeline.ts'
import { listUsers, mostCounted, type User } from './users.ts'

const pageSize = 25
const timelineLength = 20

/** Users in the console: list, create by invitation, look at one and act on it. */
export function usersRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  routes.use(userActRoutes(deps, cookies))

  routes.get('/users', async (req, res) => {
    const { q, page } = searchForm.parse(req.query)
    const { users, total } = await listUsers({ prefix: q, skip: (page - 1) * pageSize, limit: pageSize })
    if (users.length === 0 && page > 1) return res.redirect(303, `/users?q=${encodeURIComponent(q)}`)
    const pages = Math.max(1, Math.ceil(total / pageSize))
    const href = (to: number) => (to < 1 || to > pages ? undefined : `/users?q=${encodeURIComponent(q)}&page=${to}`)
    const locals = {
      users: users.map(toRow),
      query: q,
      total: q !== '' && total >= mostCounted ? `${mostCounted} or more` : String(total),
      page,
      pages,
      previousHref: href(page - 1),
      nextHref: href(page + 1),
    }
    showPage(req, res, { view: 'users/list', layout: 'console', section: 'users', title: 'Users', locals })
  })

  routes.get('/users/new', (req, res) => ask(req, res, {}))

  routes.post('/users/new', async (req, res) => {
    const form = parseForm(newUserForm, req.body)
    if (!form.ok) return ask(req, res, { ...form, status: 422 })
    const { username, email, given_name: givenName, family_name: familyName, administrator } = form.data
    const done = await invite(deps, {
      invitee: { username, email, givenName, familyName, administrator },
      by: byOf(req, res),
    })
    if (done.outcome === 'taken') {
      const errors = { [done.field]: `Another user has this ${done.field === 'email' ? 'e-mail address' : 'username'}` }
      return ask(req, res, { values: typed(req.body), errors, status: 422 })
    }
    leaveFlash(cookies, res, {
      kind: 'success',
      text: `${username} is created. The invitation to ${email} is on its way.`,
    })
    res.redirect(303, `/users/${done.id}`)
  })

  routes.get('/users/:id', async (req, res) => {
    const user = await knownUser(req.params.id)
    const [sessions, entries] = await Promise.all([
      countSessions(user, deps.clock.now()),
      entriesAbout(user.id, timelineLength),
    ])
    const resetIsOpen = isResetOpen(settingsOf(res))
    const isSelf = user.id === res.locals.person?.id
    const locals = {
      user: { ...toRow(user), createdAt: inWords(user.createdAt), sessions },
      canDisable: !isSelf,
      cannotDisableReason: 'This is your own account: another administrator can disable it.',
      canSendReset: resetIsOpen && user.status === 'active',
      resetIsClosed: !resetIsOpen && user.status === 'active',
      timeline: entries.map((entry) => ({ at: inWords(entry.at), text: describe(entry) })),
    }
    showPage(req, res, { view: 'users/show', layout: 'console', section: 'users', title: displayName(user), locals })
  })

  async function ask(req: Request, res: Response, page: { status?: number; errors?: FieldTexts; values?: FieldTexts }) {
    const mail = await mailStatus(deps, settingsOf(res))
    const locals = { mailWorks: mail.kind === 'on', mailStatus: mail.text }
    showPage(req, res, { view: 'users/new', layout: 'console', section: 'users', title: 'Add user', ...page, locals })
  }

  return routes
}

function toRow(user: User) {
  const { id, username, email, roles, status, lastSignInAt } = user
  const lastSignIn = lastSignInAt ? inWords(lastSignInAt) : 'Never'
  return { id, username, email, roles, status, displayName: displayName(user), lastSignIn }
}
