import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { askedBefore } from '../web/asked-cookie.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { keepToken } from '../web/link-cookie.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, parseForm } from '../web/parse-form.ts'
import { proofFor } from '../web/proof.ts'
import { withReturn } from '../web/return-to.ts'
import { settingsOf } from '../web/settings.ts'
import { codeForm } from './forms.ts'
import { codeLifeMinutes } from './prepare-reset.ts'
import { redeemCode, triesPerRequest } from './redeem-code.ts'

const path = '/forgot-password/code'
const wrongCode = { key: 'reset.code.wrong', values: { minutes: codeLifeMinutes } }

/** The page for the mailed code, in the browser that asked: for people who read their mail on another device. */
export function codeRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, (req, res) => {
    if (!askedBefore(cookies, req)) return res.redirect(303, '/forgot-password')
    enter(req, res, {})
  })

  routes.post(path, async (req, res) => {
    const asked = askedBefore(cookies, req)
    if (!asked) return res.redirect(303, '/forgot-password')
    const form = parseForm(codeForm, req.body)
    if (!form.ok) return enter(req, res, { status: 422, errors: form.errors })
    const { address } = clientOf(req)
    const done = await redeemCode(deps, { asked, code: form.data.code, address })
    if (done.outcome === 'wrong') return enter(req, res, { status: 422, errors: { code: wrongCode } })
    if (done.outcome === 'used-up') return showUsedUp(req, res)
    cookies.clear(res, 'asked')
    keepToken(cookies, res, { use: 'reset', token: done.token })
    res.redirect(303, '/reset-password')
  })

  function enter(req: Request, res: Response, page: { status?: number; errors?: FieldErrors }): void {
    const sentUrl = withReturn('/forgot-password/sent', askedBefore(cookies, req)?.returnTo)
    const locals = { action: path, sentUrl, minutes: codeLifeMinutes }
    showPage(req, res, { view: 'password-reset/code', layout: 'public', title: 'reset.code.title', ...page, locals })
  }

  async function showUsedUp(req: Request, res: Response): Promise<void> {
    const withCode = settingsOf(res).recovery.codeInsteadOfLink
    const proof = await proofFor(deps, { req, res, act: 'forgot', isRefused: false })
    showPage(req, res, {
      view: 'password-reset/code-used-up',
      layout: 'public',
      title: 'reset.code.used-up.title',
      status: 429,
      locals: { withCode, proof, tries: triesPerRequest },
    })
  }

  return routes
}
