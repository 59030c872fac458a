import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { Forbidden } from '../errors.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { smtpForm } from './forms.ts'
import type { SmtpSettings } from './settings.ts'
import { findDraft } from './smtp-drafts.ts'
import { toFields, toValues } from './smtp-values.ts'
import { type Tested, testSmtp } from './test-smtp.ts'
import { updateSmtp } from './update-smtp.ts'

const path = '/configuration/organization/smtp'
const passwordNeeded = {
  password: 'Enter the password: it is asked for again when host, port, protection or user name change',
}

const tooMany = { form: 'Five tests a minute are the limit. Wait a minute, then try again.' }

/** The tab "SMTP Server Configuration": one form, two buttons, both on the values on the screen. */
export function smtpRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(path, (req, res) => show(req, res, { values: toFields(res.locals.settings?.smtp) }))

  routes.post(path, async (req, res) => {
    const form = parseForm(smtpForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const values = typed(req.body)
    const { person: by, session } = res.locals
    if (!by || !session) throw new Forbidden()
    const { address } = clientOf(req)
    const act = { values: toValues(form.data), typedPassword: form.data.password, sessionId: session.id, by, address }
    if (form.data.action === 'test') {
      const tested = await testSmtp(deps, { ...act, recipient: form.data.test_recipient })
      if (tested.outcome === 'password-needed') return show(req, res, { values, errors: passwordNeeded, status: 422 })
      if (tested.outcome === 'too-many') return show(req, res, { values, errors: tooMany, status: 429 })
      return show(req, res, { values, test: inWords(tested) })
    }
    const updated = await updateSmtp(deps, act)
    if (updated.outcome === 'password-needed') return show(req, res, { values, errors: passwordNeeded, status: 422 })
    const text = updated.tested
      ? 'SMTP settings saved. These exact values were tested.'
      : 'SMTP settings saved, but not tested yet.'
    leaveFlash(cookies, res, { kind: updated.tested ? 'success' : 'info', text })
    res.redirect(303, path)
  })

  async function show(
    req: Request,
    res: Response,
    page: { status?: number; errors?: FieldTexts; values: FieldTexts; test?: ReturnType<typeof inWords> },
  ): Promise<void> {
    const { settings, session, person } = res.locals
    const draft = session && (await findDraft(session.id, deps.clock.now()))
    const { test, ...shown } = page
    const passwordSaved = settings?.smtp?.sealedPassword !== undefined
    const locals = {
      tab: 'smtp',
      test,
      ownAddress: person?.email,
      passwordSaved,
      passwordHint: passwordHint({ isSaved: passwordSaved, isHeld: draft?.sealedPassword !== undefined }),
      testedNote: testedNote(settings?.smtp),
    }
    const title = 'SMTP Server Configuration'
    showPage(req, res, {
      view: 'organization/smtp',
      layout: 'console',
      section: 'organization',
      title,
      ...shown,
      locals,
    })
  }

  return routes
}

function inWords(tested: Extract<Tested, { outcome: 'succeeded' | 'failed' }>) {
  return tested.outcome === 'succeeded'
    ? { ok: true, text: 'SMTP Test succeeded!', detail: `The mail to ${tested.to} was accepted: ${tested.reply}` }
    : { ok: false, text: 'SMTP Test Failed', detail: tested.reason, advice: tested.advice }
}

function passwordHint({ isSaved, isHeld }: { isSaved: boolean; isHeld: boolean }): string {
  if (isHeld) return 'The password you tested is kept for ten minutes. Leave empty to use it.'
  return isSaved ? 'A password is saved. Leave empty to keep it.' : 'No password is saved.'
}

function testedNote(smtp: SmtpSettings | undefined): string | undefined {
  if (!smtp) return undefined
  if (!smtp.testedAt) return 'The saved values have not been tested.'
  return `The saved values were tested on ${smtp.testedAt.toISOString().slice(0, 16).replace('T', ' at ')} UTC.`
}
