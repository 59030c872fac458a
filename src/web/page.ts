import type { Request, Response } from 'express'
import { firstRunStep } from '../setup/first-run.ts'
import { displayName } from '../users/names.ts'
import { assets } from './assets.ts'
import { brandOf } from './brand.ts'
import type { FieldTexts } from './parse-form.ts'
import { renderPage } from './views.ts'

/** A page to show: its view and layout, and the locals that view asks for, named one by one. */
export interface Page {
  view: string
  layout: 'public' | 'console'
  title: string
  section?: string
  status?: number
  errors?: FieldTexts
  values?: FieldTexts
  locals?: Record<string, unknown>
}

/** Answers with a page. Adds what every page shows: the organisation, who is signed in, the message left for it, the form token. */
export function showPage(req: Request, res: Response, page: Page): void {
  const { person, settings, flash } = res.locals
  const locals = {
    ...page.locals,
    title: page.title,
    section: page.section,
    errors: page.errors ?? {},
    values: page.values ?? {},
    organizationName: settings?.organizationName ?? 'Latchkey',
    csrfToken: req.csrfToken?.() ?? '',
    signedIn: person && { username: person.username, displayName: displayName(person) },
    flash,
    brand: brandOf(settings),
    firstRun: settings && firstRunStep(settings),
    assets,
  }
  res
    .status(page.status ?? 200)
    .type('html')
    .send(renderPage({ name: page.view, layout: page.layout, locals }))
}
