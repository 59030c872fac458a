import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { inWords } from '../letters/letter.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { byOf, idOf, knownUser } from './act-routes.ts'
import { handOutLink } from './hand-out-link.ts'
import { displayName } from './names.ts'

/** The one-time link for when mail is down. It is in the answer to the form and nowhere else: no address leads to it, nothing may
 *  keep it, and a reload makes another one. */
export function oneTimeLinkRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.post('/users/:id/one-time-link', requireRecentProof(deps), async (req, res) => {
    parseForm(noFields, req.body)
    const user = await knownUser(idOf(req))
    const made = await handOutLink(deps, { userId: user.id, by: byOf(req, res) })
    if (made.outcome === 'unknown' || made.outcome === 'administrator') throw new NotFound('There is no such user')
    if (made.outcome !== 'made') {
      leaveFlash(cookies, res, { kind: 'error', text: refusals[made.outcome] })
      return res.redirect(303, `/users/${user.id}`)
    }
    const { link, purpose, expiresAt } = made
    const locals = {
      user: { id: user.id, displayName: displayName(user), email: user.email },
      link,
      purpose,
      until: inWords(expiresAt),
    }
    showPage(req, res, { view: 'users/link', layout: 'console', section: 'users', title: 'One-time link', locals })
  })

  return routes
}

const refusals = {
  disabled: 'No link was made: the account is disabled.',
  closed: 'No link was made: Self-Service Password Reset is off or mail is not set up, and its pages are closed.',
}
