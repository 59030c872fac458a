import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { type DoorName, endSession } from '../sessions/store.ts'
import { identifierKey } from '../users/names.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { deviceOf, rememberDevice } from '../web/device-cookie.ts'
import { leaveFlash } from '../web/flash.ts'
import { chosenLanguage, rememberLanguage } from '../web/language.ts'
import { keepToken } from '../web/link-cookie.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { mayGuess, proofFor } from '../web/proof.ts'
import { returnPath, withReturn } from '../web/return-to.ts'
import { settingsOf } from '../web/settings.ts'
import { adoptLanguage } from './adopt-language.ts'
import { authenticate } from './authenticate.ts'
import { signInForm } from './forms.ts'
import type { Choice } from './redeem-one-time-code.ts'
import { sayWait, sayWaitOrReset } from './say-wait.ts'

const unproven = { status: 429, errors: { form: 'proof.sign-in-again' } }

/** Signing in and out at a door. `home` is where people land who were going nowhere else. */
export function signInRoutes(deps: Deps, at: { door: DoorName; cookies: Cookies; home: string }): Router {
  const { door, cookies, home } = at
  const routes = Router()

  routes.get('/sign-in', (req, res) => {
    if (res.locals.person) return res.redirect(303, returnPath(req.query.return_to) ?? home)
    return show(req, res, { values: { return_to: returnPath(req.query.return_to) ?? '' } })
  })

  routes.post('/sign-in', async (req, res) => {
    const form = parseForm(signInForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const { identifier, password, return_to } = form.data
    const returnTo = door === 'public' ? returnPath(return_to) : undefined
    const device = deviceOf(cookies, req)
    const { guessLimits: limits } = settingsOf(res).system
    const given = { identifier, password, door, limits, device, returnTo, ...clientOf(req) }
    const values = typed(form.data)
    const shown = { ...form.data, device, name: identifierKey(identifier) }
    if (!(await mayGuess(deps, { req, res, act: 'sign-in' }, shown))) return show(req, res, { values, ...unproven })
    const result = await authenticate(deps, given)
    if (result.outcome === 'wait') {
      res.set('Retry-After', String(result.seconds))
      return show(req, res, {
        values,
        status: 429,
        errors: { form: isResetOpen(settingsOf(res)) ? sayWaitOrReset(result.seconds) : sayWait(result.seconds) },
      })
    }
    if (result.outcome === 'refused') {
      return show(req, res, { values, status: 422, errors: { form: 'sign-in.refused' } })
    }
    if (result.outcome === 'must-choose') return goOn(req, res, result)
    const chosen = chosenLanguage(cookies, req)
    const { language: page } = res.locals
    await adoptLanguage(deps, { user: result.user, chosen, page, address: clientOf(req).address })
    if (chosen) rememberLanguage(cookies, res, chosen)
    if (res.locals.session) await endSession(res.locals.session.id)
    cookies.clear(res, 'csrf')
    cookies.write(res, 'session', result.cookie)
    rememberDevice({ cookies, secrets: deps.config.secrets }, { req, res, person: result.user })
    res.redirect(303, returnPath(return_to) ?? home)
  })

  routes.post('/sign-out', async (_req, res) => {
    if (res.locals.session) await endSession(res.locals.session.id)
    cookies.clear(res, 'session')
    cookies.clear(res, 'csrf')
    res.set('Clear-Site-Data', '"cache"')
    leaveFlash(cookies, res, { kind: 'info', text: 'sign-in.signed-out' })
    res.redirect(303, '/sign-in')
  })

  async function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldErrors; values: FieldTexts },
  ): Promise<void> {
    const { settings } = res.locals
    const isRefused = page.errors === unproven.errors
    const proof = await proofFor(deps, { req, res, act: 'sign-in', isRefused })
    const forgotUrl = settings && isResetOpen(settings) ? forgotAddress(page.values.return_to) : undefined
    const title = door === 'admin' ? 'sign-in.console-title' : 'sign-in.title'
    showPage(req, res, { view: 'sign-in/sign-in', layout: 'public', title, ...page, locals: { forgotUrl, proof } })
  }

  // The pages for choosing a password are behind the public door alone.
  function goOn(req: Request, res: Response, { token, purpose }: Choice): void {
    const path = purpose === 'reset' ? '/reset-password' : '/invitation'
    if (door === 'public') {
      keepToken(cookies, res, { use: purpose, token })
      res.redirect(303, path)
      return
    }
    const locals = { chooseUrl: `${deps.config.publicDoor.origin}${path}?token=${token}` }
    showPage(req, res, { view: 'sign-in/choose-on', layout: 'public', title: 'sign-in.one-time-code.title', locals })
  }

  function forgotAddress(returnTo: string | undefined): string {
    if (door === 'admin') return `${deps.config.publicDoor.origin}/forgot-password`
    return withReturn('/forgot-password', returnPath(returnTo))
  }

  return routes
}
