import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { languageNames, languages } from '../languages/names.ts'
import { changeLanguage } from '../users/change-language.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { rememberLanguage } from '../web/language.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, parseForm } from '../web/parse-form.ts'
import { languageForm } from './forms.ts'

const path = '/my-account/language'
const options = languages.map((code) => ({ value: code, text: languageNames[code], lang: code }))

/** Choosing the language of one's pages and letters. This browser remembers it for the time after signing out. */
export function languageRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, (req, res) => show(req, res, {}))

  routes.post(path, async (req, res) => {
    const form = parseForm(languageForm, req.body)
    if (!form.ok) return show(req, res, { errors: form.errors, status: 422 })
    const { id: userId, language: spoken } = res.locals.person as User
    const { language } = form.data
    if (language !== spoken) await changeLanguage(deps, { userId, language, address: clientOf(req).address })
    rememberLanguage(cookies, res, language)
    leaveFlash(cookies, res, { kind: 'success', text: 'account.language.saved' })
    res.redirect(303, path)
  })

  return routes
}

function show(req: Request, res: Response, page: { status?: number; errors?: FieldErrors }): void {
  showPage(req, res, {
    view: 'my-account/language',
    layout: 'public',
    title: 'account.language.title',
    ...page,
    values: { language: res.locals.language },
    locals: { options },
  })
}
