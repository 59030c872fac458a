import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import type { Cookies } from '../web/cookies.ts'
import { type Flash, leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { byOf, idOf, knownUser } from './act-routes.ts'
import { type Edited, editUser } from './edit.ts'
import { editForm } from './forms.ts'
import { displayName } from './names.ts'
import type { User } from './users.ts'

/** Changing what a user is called and where their mail goes. */
export function userEditRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get('/users/:id/edit', async (req, res) => ask(req, res, { user: await knownUser(req.params.id) }))

  // A new address and a reset mail to it open the account, as a one-time link does.
  routes.post('/users/:id/edit', requireRecentProof(deps), async (req, res) => {
    const form = parseForm(editForm, req.body)
    const user = await knownUser(idOf(req))
    if (!form.ok) return ask(req, res, { user, ...form, status: 422 })
    const { username, email, given_name: givenName, family_name: familyName } = form.data
    const done = await editUser(deps, {
      userId: user.id,
      details: { username, email, givenName, familyName },
      by: byOf(req, res),
    })
    if (done.outcome === 'unknown') throw new NotFound('There is no such user')
    if (done.outcome === 'taken') {
      const errors = { [done.field]: `Another user has this ${done.field === 'email' ? 'e-mail address' : 'username'}` }
      return ask(req, res, { user, values: typed(req.body), errors, status: 422 })
    }
    leaveFlash(cookies, res, said(done))
    res.redirect(303, `/users/${user.id}`)
  })

  return routes
}

function ask(
  req: Request,
  res: Response,
  page: { user: User; status?: number; errors?: FieldErrors; values?: FieldTexts },
): void {
  const { user, ...rest } = page
  const { username, email, givenName, familyName } = user
  const values = { username, email, given_name: givenName, family_name: familyName, ...page.values }
  const locals = { user: { id: user.id, displayName: displayName(user), email, status: user.status } }
  const title = `Edit ${displayName(user)}`
  showPage(req, res, { view: 'users/edit', layout: 'console', section: 'users', title, ...rest, values, locals })
}

function said(done: Exclude<Edited, { outcome: 'unknown' | 'taken' }>): Flash {
  if (done.outcome !== 'changed') return { kind: 'info', text: 'Nothing was changed.' }
  if (!done.newAddress) return { kind: 'success', text: 'The changes are saved.' }
  const told = 'The changes are saved. The old address is told, and links mailed to it are dead.'
  return {
    kind: 'success',
    text: done.invitedAgain ? `${told} A new invitation is on its way to the new one.` : told,
  }
}
