import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { askedBefore, rememberAsked } from '../web/asked-cookie.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { onlyProof } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { mayAskForMail, proofFor } from '../web/proof.ts'
import { returnPath, withReturn } from '../web/return-to.ts'
import { settingsOf } from '../web/settings.ts'
import { codeRoutes } from './code-routes.ts'
import { forgotForm } from './forms.ts'
import { codeLifeMinutes } from './prepare-reset.ts'
import { askForReset } from './request-reset.ts'

const unproven = { status: 429, errors: { form: 'proof.forgot-again' } }

interface Asking {
  req: Request
  res: Response
  status?: number
  errors?: FieldErrors
  values: FieldTexts
}

/** The forgotten-password pages: ask, ask again, enter the mailed code, and the same answer for everyone. */
export function forgotPasswordRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.use('/forgot-password', (req, res, next) => {
    if (isResetOpen(settingsOf(res))) return next()
    showPage(req, res, { view: 'password-reset/closed', layout: 'public', title: 'reset.closed.title', status: 404 })
  })

  routes.get('/forgot-password', (req, res) => {
    return ask(deps, { req, res, values: { return_to: returnPath(req.query.return_to) ?? '' } })
  })

  routes.post('/forgot-password', async (req, res) => {
    const form = parseForm(forgotForm, req.body)
    if (!form.ok) return ask(deps, { req, res, ...form, status: 422 })
    const { identifier, return_to } = form.data
    if (!(await mayAskForMail(deps, { req, res, act: 'forgot' }, form.data)))
      return ask(deps, { req, res, values: typed(form.data), ...unproven })
    const returnTo = returnPath(return_to)
    const before = askedBefore(cookies, req)
    const asked = await askForReset(deps, { identifier, returnTo, before, ...clientOf(req) })
    rememberAsked(cookies, res, asked)
    res.redirect(303, withReturn('/forgot-password/sent', returnTo))
  })

  routes.post('/forgot-password/again', async (req, res) => {
    const form = parseForm(onlyProof, req.body)
    const before = askedBefore(cookies, req)
    if (!before) return res.redirect(303, '/forgot-password')
    const { identifier, returnTo } = before
    const given = form.ok ? form.data : {}
    if (!(await mayAskForMail(deps, { req, res, act: 'forgot' }, given)))
      return showSent(req, res, { returnTo, ...unproven })
    rememberAsked(cookies, res, await askForReset(deps, { identifier, returnTo, before, ...clientOf(req) }))
    leaveFlash(cookies, res, { kind: 'info', text: 'reset.sent.again' })
    res.redirect(303, withReturn('/forgot-password/sent', returnTo))
  })

  routes.get('/forgot-password/sent', (req, res) => showSent(req, res, { returnTo: returnPath(req.query.return_to) }))

  routes.use(codeRoutes(deps, cookies))
  return routes

  async function showSent(
    req: Request,
    res: Response,
    { returnTo, ...page }: { returnTo: string | undefined; status?: number; errors?: FieldErrors },
  ): Promise<void> {
    const { system, recovery } = settingsOf(res)
    const { linkLifetimeMinutes, resetLimits } = system
    const mayAskAgain = askedBefore(cookies, req) !== undefined
    const locals = {
      proof: mayAskAgain
        ? await proofFor(deps, { req, res, act: 'forgot', isRefused: page.status === 429 })
        : undefined,
      withCode: recovery.codeInsteadOfLink,
      minutes: linkLifetimeMinutes,
      codeMinutes: codeLifeMinutes,
      letters: resetLimits.perPerson,
      mayAskAgain,
      forgotUrl: withReturn('/forgot-password', returnTo),
      signInUrl: withReturn('/sign-in', returnTo),
    }
    showPage(req, res, { view: 'password-reset/sent', layout: 'public', title: 'reset.sent.title', ...page, locals })
  }
}

async function ask(deps: Deps, asked: Asking): Promise<void> {
  const { req, res, ...page } = asked
  const withCode = settingsOf(res).recovery.codeInsteadOfLink
  const proof = await proofFor(deps, { req, res, act: 'forgot', isRefused: page.status === 429 })
  const locals = { withCode, proof, signInUrl: withReturn('/sign-in', page.values.return_to || undefined) }
  showPage(req, res, { view: 'password-reset/forgot', layout: 'public', title: 'reset.forgot.title', ...page, locals })
}
