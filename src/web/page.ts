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

/** Answers with a page in the visitor's language. Adds what every page shows: the organisation, who is signed in, the message left
 *  for it, the form token. */
export function showPage(req: Request, res: Response, page: Page): void {
  const { person, settings, flash, language, offersLanguages } = res.locals
  const t = translator(language)
  const csrfToken = req.csrfToken?.() ?? ''
  const locals = {
    ...page.locals,
    t,
    language,
    direction: directionOf(language),
    // Whoever is signed in has chosen in My Account.
    offeredLanguages: offersLanguages && !person && csrfToken !== '' ? languageNames : {},
    here: page.status === 404 ? undefined : returnPath(req.originalUrl),
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
  res
    .status(page.status ?? 200)
    .type('html')
    .send(renderPage({ name: page.view, layout: page.layout, locals }))
}
