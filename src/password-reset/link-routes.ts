import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { endSession } from '../sessions/store.ts'
import type { ProofPurpose } from '../users/model.ts'
import { askedBefore, rememberAsked } from '../web/asked-cookie.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { rememberDevice } from '../web/device-cookie.ts'
import { onlyProof } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { hideToken, tokenOf } from '../web/link-cookie.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, parseForm } from '../web/parse-form.ts'
import { mayAskForMail, proofFor } from '../web/proof.ts'
import { withReturn } from '../web/return-to.ts'
import { settingsOf } from '../web/settings.ts'
import { askAgain, isPastLink, whyDead } from './ask-again.ts'
import { completeReset, openLink } from './complete-reset.ts'
import { choosePasswordForm } from './forms.ts'
import { noteOpened } from './note-opened.ts'
import { passwordsRefused } from './weigh-new-password.ts'

const deadTitles = {
  used: 'reset.dead.used.title',
  replaced: 'reset.dead.replaced.title',
  expired: 'reset.dead.expired.title',
  unknown: 'reset.dead.unknown.title',
}

type Chosen = { status?: number; errors?: FieldErrors }

/** The page a mailed link opens, for one purpose. Opening it changes nothing: scanners and previews open links too. The token
 *  leaves the address bar at once, and a dead link says why and how to get another. Source: OWASP Forgot Password Cheat Sheet,
 *  "URL Tokens"; RFC 9110 §9.2.1. */
export function linkRoutes(deps: Deps, link: { path: string; purpose: ProofPurpose; cookies: Cookies }): Router {
  const { path, purpose, cookies } = link
  const title = purpose === 'reset' ? 'reset.choose.title' : 'reset.choose.invitation-title'
  const againPath = `${path}/new-mail`
  const routes = Router()

  routes.get(path, async (req, res) => {
    if (req.query.token !== undefined) return hideToken(cookies, req, res, { path, use: purpose })
    const token = tokenOf(cookies, req, purpose) ?? ''
    const opened = await openLink(deps, { token, purpose })
    if (opened.outcome !== 'live') return showEnd(req, res, opened.outcome)
    await noteOpened(deps, { token, purpose, holder: opened.holder, address: clientOf(req).address })
    choose(req, res, opened.holder, {})
  })

  routes.post(path, async (req, res) => {
    const form = parseForm(choosePasswordForm, req.body)
    const token = tokenOf(cookies, req, purpose)
    if (!form.ok) {
      const opened = await openLink(deps, { token, purpose })
      if (opened.outcome !== 'live') return showEnd(req, res, opened.outcome)
      return choose(req, res, opened.holder, { ...form, status: 422 })
    }
    const done = await completeReset(deps, { token, purpose, password: form.data.new_password, ...clientOf(req) })
    if (done.outcome === 'refused' || done.outcome === 'chosen-before')
      return choose(req, res, done, { status: 422, errors: { new_password: done.reason } })
    if (done.outcome !== 'changed') return showEnd(req, res, done.outcome)
    if (res.locals.session) await endSession(res.locals.session.id)
    cookies.clear(res, 'link')
    cookies.clear(res, 'session')
    cookies.clear(res, 'csrf')
    // Strangers who go on guessing may not keep the owner from using the password that was just chosen.
    rememberDevice({ cookies, secrets: deps.config.secrets }, { req, res, person: done.person })
    leaveFlash(cookies, res, { kind: 'success', text: 'reset.done' })
    res.redirect(303, withReturn('/sign-in', done.returnTo))
  })

  routes.post(againPath, async (req, res) => {
    const form = parseForm(onlyProof, req.body)
    if (!isResetOpen(settingsOf(res))) return showEnd(req, res, 'closed')
    const token = tokenOf(cookies, req, purpose)
    if (!(await isPastLink(deps, token))) return res.redirect(303, '/forgot-password')
    if (!(await mayAskForMail(deps, { req, res, act: 'forgot' }, form.ok ? form.data : {})))
      return showEnd(req, res, 'unproven')
    const before = askedBefore(cookies, req)
    const asked = await askAgain(deps, { token, before, ...clientOf(req) })
    if (!asked) return res.redirect(303, '/forgot-password')
    rememberAsked(cookies, res, asked)
    res.redirect(303, withReturn('/forgot-password/sent', asked.returnTo))
  })

  async function showEnd(req: Request, res: Response, outcome: 'dead-link' | 'closed' | 'unproven'): Promise<void> {
    if (outcome === 'closed') return showClosed(req, res)
    const why = await whyDead(deps, tokenOf(cookies, req, purpose))
    const againAction = isResetOpen(settingsOf(res)) ? againPath : undefined
    const page = { view: 'password-reset/dead-link', layout: 'public' as const, title: deadTitles[why] }
    const withCode = purpose === 'reset' && settingsOf(res).recovery.codeInsteadOfLink
    const isRefused = outcome === 'unproven'
    const proof = againAction && (await proofFor(deps, { req, res, act: 'forgot', isRefused }))
    const refused = isRefused && { status: 429, errors: { form: 'proof.forgot-again' } }
    showPage(req, res, { ...page, status: 410, ...refused, locals: { why, againAction, withCode, proof } })
  }

  function choose(req: Request, res: Response, holder: { username: string; isForced: boolean }, page: Chosen): void {
    const settings = settingsOf(res)
    const { minimumPasswordLength: minLength } = settings.system
    const rules = { minLength, passwordHistory: passwordsRefused(settings, holder) }
    const locals = { action: path, purpose, username: holder.username, ...rules }
    showPage(req, res, { view: 'password-reset/choose', layout: 'public', title, ...page, locals })
  }

  return routes
}

function showClosed(req: Request, res: Response): void {
  showPage(req, res, { view: 'password-reset/closed', layout: 'public', title: 'reset.closed.title', status: 404 })
}
