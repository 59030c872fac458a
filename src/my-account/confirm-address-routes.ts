import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { hideToken, tokenOf } from '../web/link-cookie.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { confirmEmail, openAddressLink } from './confirm-email.ts'

const path = '/confirm-address'
const use = 'address'

/** The page a letter to a new address opens, signed in or not. Opening it changes nothing, its button does; the token leaves the address
 *  bar at once. Source: OWASP Forgot Password Cheat Sheet, "URL Tokens"; RFC 9110 §9.2.1. */
export function confirmAddressRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, async (req, res) => {
    if (req.query.token !== undefined) return hideToken(cookies, req, res, { path, use })
    const holder = await openAddressLink(deps, tokenOf(cookies, req, use))
    if (!holder) return showDead(req, res)
    if (res.locals.person && res.locals.person.id !== holder.id) return showOther(req, res)
    const { username, newEmail } = holder
    const locals = { username, newEmail }
    showPage(req, res, { view: 'my-account/confirm-address', layout: 'public', title: 'account.confirm.title', locals })
  })

  routes.post(path, async (req, res) => {
    parseForm(noFields, req.body)
    const signedIn = res.locals.person?.id
    const outcome = await confirmEmail(deps, { token: tokenOf(cookies, req, use), signedIn, ...clientOf(req) })
    if (outcome === 'dead-link') return showDead(req, res)
    if (outcome === 'other-account') return showOther(req, res)
    cookies.clear(res, 'link')
    leaveFlash(cookies, res, { kind: 'success', text: 'account.confirm.done' })
    res.redirect(303, res.locals.person ? '/my-account/email' : '/sign-in')
  })

  return routes
}

/** Somebody else is signed in: the page names nobody, and the link lives on. */
function showOther(req: Request, res: Response): void {
  const view = 'my-account/confirm-address-other'
  showPage(req, res, { view, layout: 'public', title: 'account.confirm.other', status: 409 })
}

function showDead(req: Request, res: Response): void {
  const view = 'my-account/dead-address-link'
  showPage(req, res, { view, layout: 'public', title: 'account.confirm.dead', status: 410 })
}
