import { type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { inWords } from '../letters/letter.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import type { Cookies } from '../web/cookies.ts'
import { type Flash, leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { byOf, idOf, knownUser } from './act-routes.ts'
import { type Forced, forceReset } from './force-reset.ts'
import { forceResetForm } from './forms.ts'
import { displayName } from './names.ts'

/** Requiring a new password. A code for the administrator to pass on is in the answer to the form and nowhere else: no address leads to
 *  it, nothing may keep it, and a reload makes another one. */
export function forceResetRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.post('/users/:id/force-reset', requireRecentProof(deps), async (req, res) => {
    const user = await knownUser(idOf(req))
    const form = parseForm(forceResetForm, req.body)
    if (!form.ok) return back(res, user.id, failure('Choose how the new password is to be chosen.'))
    const done = await forceReset(deps, { userId: user.id, by: byOf(req, res), way: form.data.way })
    if (done.outcome === 'unknown') throw new NotFound('There is no such user')
    if (done.outcome !== 'forced') return back(res, user.id, failure(refusals[done.outcome]))
    const until = inWords(done.expiresAt)
    if (done.code === undefined) return back(res, user.id, success(mailed(user.email, until)))
    const { id, email } = user
    const locals = {
      user: { id, displayName: displayName(user), email },
      code: done.code,
      until,
      signInUrl: `${deps.config.publicDoor.origin}/sign-in`,
    }
    showPage(req, res, { view: 'users/code', layout: 'console', section: 'users', title: 'One-time code', locals })
  })

  function back(res: Response, id: string, flash: Flash): void {
    leaveFlash(cookies, res, flash)
    res.redirect(303, `/users/${id}`)
  }

  return routes
}

const mailed = (email: string, until: string) =>
  `A new password is required. The old one does not work any more, and a mail to ${email} is on its way; it works until ${until}.`

const refusals: Record<Exclude<Forced['outcome'], 'forced' | 'unknown'>, string> = {
  yourself: 'You cannot require a new password of yourself. Change yours in My Account.',
  administrator: 'Nothing was changed: this is an administrator.',
  invited: 'Nothing was changed: this person has no password yet. Send the invitation again.',
  disabled: 'Nothing was changed: the account is disabled. Enable it first.',
  'last-administrator': 'This is the last active administrator, who keeps the password.',
  'way-off': 'Nothing was changed: this way is switched off under Configuration, Account Recovery.',
  closed:
    'Nothing was changed: Self-Service Password Reset is off or mail is not set up. A code that you pass on yourself works without.',
}

const success = (text: string): Flash => ({ kind: 'success', text })
const failure = (text: string): Flash => ({ kind: 'error', text })
