import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { pendingEmailOf } from '../users/pending-email.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { type Asked, askNewEmail } from './ask-new-email.ts'
import { cancelNewEmail } from './cancel-new-email.ts'
import { newEmailForm } from './forms.ts'
import { whyNotKnown } from './weigh-password.ts'

const path = '/my-account/email'

/** Asking for another e-mail address, and taking that back while it is not confirmed. */
export function emailRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, (req, res) => show(req, res, {}))

  routes.post(path, async (req, res) => {
    const user = res.locals.person as User
    const form = parseForm(newEmailForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { email, current_password: current } = form.data
    const done = await askNewEmail(deps, { user, email, current, ...clientOf(req) })
    if (done.outcome === 'wait') res.set('Retry-After', String(done.seconds))
    if (done.outcome !== 'asked')
      return show(req, res, { values: { email }, errors: explain(done), status: statusOf(done) })
    leaveFlash(cookies, res, { kind: 'success', text: 'account.email.asked' })
    res.redirect(303, path)
  })

  routes.get(`${path}/cancel`, (_req, res) => res.redirect(303, path))

  routes.post(`${path}/cancel`, async (req, res) => {
    parseForm(noFields, req.body)
    const { id: userId } = res.locals.person as User
    const done = await cancelNewEmail(deps, { userId, address: clientOf(req).address })
    leaveFlash(cookies, res, { kind: 'info', text: done ? 'account.email.cancelled' : 'account.email.nothing-pending' })
    res.redirect(303, path)
  })

  async function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values?: FieldTexts },
  ): Promise<void> {
    const user = res.locals.person as User
    const { username, email } = user
    const pending = await pendingEmailOf(user, deps.clock.now())
    const title = 'account.email.title'
    const locals = { username, email, pending }
    showPage(req, res, { view: 'my-account/email', layout: 'public', title, ...page, locals })
  }

  return routes
}

function statusOf({ outcome }: Asked): number {
  return outcome === 'wait' || outcome === 'limit' || outcome === 'too-often' ? 429 : 422
}

function explain(done: Exclude<Asked, { outcome: 'asked' }>): FieldErrors {
  switch (done.outcome) {
    case 'own-address':
      return { email: 'account.email.own' }
    case 'limit':
      return { email: 'account.email.limit' }
    case 'too-often':
      return { email: 'account.email.too-often' }
    case 'overtaken':
      return { email: 'account.email.overtaken' }
    default:
      return { current_password: whyNotKnown(done as Extract<Asked, { outcome: 'wrong-password' | 'wait' }>) }
  }
}
