import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { hideToken, keepToken, tokenOf } from '../web/link-cookie.ts'
import { showPage } from '../web/page.ts'
import { parseForm } from '../web/parse-form.ts'
import { isUndoable, undoEmailChange } from './undo-email.ts'

const path = '/undo-address'
const [use, doneUse] = ['undo-address', 'undo-address-done']

/** What the link in the notice to a former address opens: a page that puts the address back. Opening it changes nothing, its button does, and
 *  nobody has to sign in. It names neither the account nor an address. */
export function undoEmailRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, async (req, res) => {
    if (req.query.token !== undefined) return hideToken(cookies, req, res, { path, use })
    if (!(await isUndoable(deps, tokenOf(cookies, req, use)))) return showDead(req, res)
    const locals = { action: path }
    showPage(req, res, { view: 'my-account/undo-address', layout: 'public', title: 'account.undo.title', locals })
  })

  routes.post(path, async (req, res) => {
    parseForm(noFields, req.body)
    const outcome = await undoEmailChange(deps, { token: tokenOf(cookies, req, use), ...clientOf(req) })
    if (outcome === 'dead-link') return showDead(req, res)
    if (outcome === 'taken') return showTaken(req, res)
    keepToken(cookies, res, { use: doneUse, token: 'done' })
    res.redirect(303, `${path}/done`)
  })

  routes.get(`${path}/done`, (req, res) => {
    if (tokenOf(cookies, req, doneUse) === undefined) return res.redirect(303, '/sign-in')
    showPage(req, res, { view: 'my-account/undo-address-done', layout: 'public', title: 'account.undo.done' })
  })

  return routes
}

function showDead(req: Request, res: Response): void {
  const view = 'my-account/undo-address-dead'
  showPage(req, res, { view, layout: 'public', title: 'account.undo.dead', status: 410 })
}

function showTaken(req: Request, res: Response): void {
  const view = 'my-account/undo-address-taken'
  showPage(req, res, { view, layout: 'public', title: 'account.undo.taken', status: 409 })
}
