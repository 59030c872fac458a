import type { Request, Response } from 'express'
import { directionOf, languageNames } from '../languages/names.ts'
import { type Saying, say, translator } from '../languages/translate.ts'
import { firstRunStep } from '../setup/first-run.ts'
import { displayName } from '../users/names.ts'
import { assets } from './assets.ts'
import { brandOf } from './brand.ts'
import type { FieldErrors, FieldTexts } from './parse-form.ts'
import { returnPath } from './return-to.ts'
import { renderPage } from './views.ts'

type Locals = Response['locals']

/** A page to show: its view and layout, and the locals that view asks for, named one by one. Title and errors may be keys of the
 *  dictionary. */
export interface Page {
  view: string
  layout: 'public' | 'console'
  title: Saying
  section?: string
  status?: number
  errors?: FieldErrors
  values?: FieldTexts
  locals?: Record<string, unknown>
}

/** Answers with a page in the visitor's language. */
export function showPage(req: Request, res: Response, page: Page): void {
  const csrfToken = req.csrfToken?.() ?? ''
  const here = page.status === 404 ? undefined : returnPath(req.originalUrl)
  const text = pageText({ ...res.locals, csrfToken, here }, page)
  res
    .status(page.status ?? 200)
    .type('html')
    .send(text)
}

/** What is known about a request when its page is written; next to nothing where nobody could read it. */
export type Around = Pick<Locals, 'person' | 'settings' | 'flash' | 'language' | 'offersLanguages'> & {
  csrfToken: string
  /** The page's own address, to come back to after choosing a language. */
  here: string | undefined
}

/** A page as HTML. Adds what every page shows: the organisation, who is signed in, the message left for it, the form token. */
export function pageText(around: Around, page: Page): string {
  const { person, settings, flash, language, offersLanguages, csrfToken, here } = around
  const t = translator(language)
  const locals = {
    ...page.locals,
    t,
    language,
    direction: directionOf(language),
    // Whoever is signed in has chosen in My Account.
    offeredLanguages: offersLanguages && !person && csrfToken !== '' ? languageNames : {},
    here,
    title: say(t, page.title),
    section: page.section,
    errors: Object.fromEntries(Object.entries(page.errors ?? {}).map(([field, error]) => [field, say(t, error)])),
    values: page.values ?? {},
    organizationName: settings?.organizationName ?? 'Latchkey',
    csrfToken,
    signedIn: person && { username: person.username, displayName: displayName(person) },
    flash: flash && { ...flash, text: say(t, flash.text) },
    brand: brandOf(settings),
    firstRun: settings && firstRunStep(settings),
    assets,
  }
  return renderPage({ name: page.view, layout: page.layout, locals })
}
