import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { Forbidden } from '../errors.ts'
import { firstRunStep } from '../setup/first-run.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { findDraft } from './smtp-drafts.ts'
import { pinForm, smtpForm } from './smtp-forms.ts'
import { pastCa, smtpNotes, wantedTexts } from './smtp-notes.ts'
import { findPreset, presets } from './smtp-presets.ts'
import { type TestResult, toResult } from './smtp-result.ts'
import type { SmtpSecrets } from './smtp-secrets.ts'
import { toFields, toSecrets, toValues } from './smtp-values.ts'
import { testSmtp } from './test-smtp.ts'
import { updateSmtp } from './update-smtp.ts'

const path = '/configuration/organization/smtp'
const nextInFirstRun = '/configuration/organization/system'
const tooMany = { form: 'Five tests a minute are the limit. Wait a minute, then try again.' }
const tooManyAtOnce = { form: 'Two tests at once are the limit. Wait until one has ended, then try again.' }

interface Shown {
  status?: number
  errors?: FieldErrors
  values: FieldTexts
  test?: TestResult
  note?: string | undefined
}

/** The tab "SMTP Server Configuration": one form, two buttons, both on the values on the screen. */
export function smtpRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  const { secrets } = deps.config

  routes.get(path, (req, res) => {
    const preset = findPreset(req.query.preset)
    const values = { ...toFields(settingsOf(res).smtp), ...preset?.fields }
    return show(req, res, { values, note: preset?.note })
  })

  routes.post(path, async (req, res) => {
    const pin = parseForm(pinForm, req.body)
    if (pin.ok) return show(req, res, pinned(typed(req.body), pin.data.shown_fingerprint))
    const form = parseForm(smtpForm, req.body)
    if (!form.ok) return show(req, res, { ...form, status: 422 })
    const values = typed(req.body)
    const late = pastCa(form.data, deps.clock.now())
    if (Object.keys(late).length > 0) return show(req, res, { values, errors: late, status: 422 })
    const act = { ...actOf(req, res), values: toValues(form.data), typed: toSecrets(form.data) }
    if (form.data.action === 'test') {
      const tested = await testSmtp(deps, { ...act, recipient: form.data.test_recipient })
      if (tested.outcome === 'secrets-needed') return show(req, res, wanting(res, values, tested.missing))
      if (tested.outcome === 'too-many') return show(req, res, { values, errors: tooMany, status: 429 })
      if (tested.outcome === 'too-many-at-once') return show(req, res, { values, errors: tooManyAtOnce, status: 429 })
      return show(req, res, { values, test: toResult(tested) })
    }
    const updated = await updateSmtp(deps, act)
    if (updated.outcome === 'secrets-needed') return show(req, res, wanting(res, values, updated.missing))
    const text = updated.tested
      ? 'SMTP settings saved. These exact values were tested.'
      : 'SMTP settings saved, but not tested yet.'
    leaveFlash(cookies, res, { kind: updated.tested ? 'success' : 'info', text })
    res.redirect(303, firstRunStep(settingsOf(res)) === 'smtp' ? nextInFirstRun : path)
  })

  function wanting(res: Response, values: FieldTexts, missing: (keyof SmtpSecrets)[]): Shown {
    return { values, errors: wantedTexts({ secrets, saved: settingsOf(res).smtp, missing }), status: 422 }
  }

  async function show(req: Request, res: Response, { test, note, ...page }: Shown): Promise<void> {
    const { session, person } = res.locals
    const draft = session && (await findDraft(session.id, deps.clock.now()))
    const locals = {
      tab: 'smtp',
      test,
      presets,
      presetNote: note,
      ownAddress: person?.email,
      ...smtpNotes({ secrets, saved: settingsOf(res).smtp, draft, caCertificate: page.values.ca_certificate }),
    }
    const title = 'SMTP Server Configuration'
    showPage(req, res, {
      view: 'organization/smtp',
      layout: 'console',
      section: 'organization',
      title,
      ...page,
      locals,
    })
  }

  return routes
}

function actOf(req: Request, res: Response) {
  const { person: by, session } = res.locals
  if (!by || !session) throw new Forbidden()
  return { sessionId: session.id, by, address: clientOf(req).address }
}

function pinned(values: FieldTexts, fingerprint: string): Shown {
  const note =
    'The fingerprint is filled in under Trust. If it is the one the operator of that server tells you, test again and save.'
  return { values: { ...values, trust: 'pin', certificate_fingerprint: fingerprint }, note }
}
