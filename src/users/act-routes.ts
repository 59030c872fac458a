import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { requestReset } from '../password-reset/request-reset.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { type Flash, leaveFlash } from '../web/flash.ts'
import { parseForm } from '../web/parse-form.ts'
import type { By } from './act-event.ts'
import { giveAdministration, takeAdministration } from './change-roles.ts'
import { inviteAgain } from './invite.ts'
import { letIn, shutOut } from './shut-out.ts'
import { unlock } from './unlock.ts'
import { findUser, type User } from './users.ts'

/** The buttons on a user's page: each does one thing, says so, and comes back. */
export function userActRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.post('/users/:id/disable', async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId } = await knownUser(req.params.id)
    if (userId === res.locals.person?.id) return back(res, userId, failure('You cannot disable your own account.'))
    const outcome = await shutOut(deps, { userId, by: byOf(req, res) })
    if (outcome === 'disabled') {
      return back(res, userId, success('The account is disabled. All its sessions and links have ended.'))
    }
    back(res, userId, failure('This is the last active administrator, who cannot be disabled.'))
  })

  routes.post('/users/:id/enable', async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId } = await knownUser(req.params.id)
    const done = await letIn(deps, { userId, by: byOf(req, res) })
    back(res, userId, done ? success('The account is enabled.') : notice('The account was not disabled.'))
  })

  routes.post('/users/:id/invite', async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId } = await knownUser(req.params.id)
    const done = await inviteAgain(deps, { userId, by: byOf(req, res) })
    const refused = notice('Nothing was sent: this person is not waiting for an invitation.')
    back(res, userId, done ? success('A new invitation is on its way.') : refused)
  })

  routes.post('/users/:id/reset-mail', async (req, res) => {
    parseForm(noFields, req.body)
    const { id, username, email } = await knownUser(req.params.id)
    await requestReset(deps, { identifier: username, ...clientOf(req), askedBy: byOf(req, res).id })
    back(res, id, success(`A reset mail to ${email} is on its way, unless the limit for this person is reached.`))
  })

  routes.post('/users/:id/unlock', async (req, res) => {
    parseForm(noFields, req.body)
    const user = await knownUser(req.params.id)
    await unlock(deps, { user, by: byOf(req, res) })
    back(res, user.id, success('Failed sign-ins are forgotten: the next one does not have to wait.'))
  })

  routes.post('/users/:id/make-administrator', requireRecentProof(deps), async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId, username } = await knownUser(idOf(req))
    const done = await giveAdministration(deps, { userId, by: byOf(req, res) })
    if (done.outcome !== 'given') return back(res, userId, notice(`${username} is an administrator already.`))
    const now = `${username} is an administrator now`
    const text = done.invitedAgain
      ? `${now}. ${invitedAnew}`
      : `${now} and signs in to this console with the same password.`
    back(res, userId, success(text))
  })

  routes.post('/users/:id/make-user', requireRecentProof(deps), async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId, username } = await knownUser(idOf(req))
    if (userId === res.locals.person?.id)
      return back(res, userId, failure('You cannot take the administrator role from yourself.'))
    const done = await takeAdministration(deps, { userId, by: byOf(req, res) })
    if (done.outcome === 'last-administrator')
      return back(res, userId, failure('This is the last active administrator, who keeps the role.'))
    if (done.outcome !== 'taken') return back(res, userId, notice(`${username} is not an administrator.`))
    const more = done.invitedAgain ? invitedAnew : 'All sessions and links of this person have ended.'
    back(res, userId, success(`${username} is no longer an administrator. ${more}`))
  })

  function back(res: Response, id: string, flash: Flash): void {
    leaveFlash(cookies, res, flash)
    res.redirect(303, `/users/${id}`)
  }

  return routes
}

const invitedAnew = 'The invitation from before is dead; a new one is on its way.'

/** The administrator who acts, and from where. */
export function byOf(req: Request, res: Response): By {
  const { id = '', username = '' } = res.locals.person ?? {}
  return { id, username, address: clientOf(req).address }
}

/** The person an address names; throws `NotFound` for ids nobody has. */
export async function knownUser(id: string): Promise<User> {
  const user = await findUser(id)
  if (!user) throw new NotFound('There is no such user')
  return user
}

/** The id in the address of a request that passed another handler first. */
export function idOf(req: Request): string {
  const { id } = req.params
  return typeof id === 'string' ? id : ''
}

const success = (text: string): Flash => ({ kind: 'success', text })
const failure = (text: string): Flash => ({ kind: 'error', text })
const notice = (text: string): Flash => ({ kind: 'info', text })
