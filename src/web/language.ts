import { type Handler, type Request, type Response, Router } from 'express'
import { isLanguage, type Language, languages } from '../languages/names.ts'
import type { DoorName } from '../sessions/store.ts'
import type { Cookies } from './cookies.ts'
import { languageForm } from './language-form.ts'
import { parseForm } from './parse-form.ts'
import { returnPath } from './return-to.ts'

const aYearInMinutes = 365 * 24 * 60
/** Stands behind a language that was chosen here and is nobody's yet. */
const mark = ' chosen'

/** Guesses the language of a request from its Accept-Language header, so that refusals before anybody is known speak it too. The
 *  console has one language. Source: RFC 9110 §12.5.4. */
export function guessLanguage(door: DoorName): Handler {
  return (req, res, next) => {
    res.locals.offersLanguages = door === 'public'
    const asked = res.locals.offersLanguages && req.acceptsLanguages([...languages])
    res.locals.language = isLanguage(asked) ? asked : 'en'
    next()
  }
}

/** Settles the language: what the person prefers, else what this browser was told, else the guess. */
export function settleLanguage(cookies: Cookies): Handler {
  return (req, res, next) => {
    const wishes = [res.locals.person?.language, cookies.read(req, 'language')?.replace(mark, '')]
    const wish = wishes.find(isLanguage)
    if (wish && res.locals.offersLanguages) res.locals.language = wish
    next()
  }
}

/** Lets this browser remember a language, for pages where nobody is signed in. */
export function rememberLanguage(
  cookies: Cookies,
  res: Response,
  language: Language | `${Language}${typeof mark}`,
): void {
  cookies.write(res, 'language', language, aYearInMinutes)
}

/** The language that was chosen at the foot of a page since anybody last signed in or chose theirs on this browser; undefined where none was. */
export function chosenLanguage(cookies: Cookies, req: Request): Language | undefined {
  const told = cookies.read(req, 'language')
  const language = told?.endsWith(mark) ? told.slice(0, -mark.length) : undefined
  return isLanguage(language) ? language : undefined
}

/** Lets a browser choose its language at the foot of every page, and brings it back there. Whoever signs in next speaks it. */
export function languageRoutes(cookies: Cookies): Router {
  const routes = Router()
  routes.post('/language', (req, res) => {
    const form = parseForm(languageForm, req.body)
    if (form.ok) rememberLanguage(cookies, res, `${form.data.language}${mark}`)
    res.redirect(303, (form.ok && returnPath(form.data.return_to)) || '/sign-in')
  })
  return routes
}
