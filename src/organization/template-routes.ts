// A little over 120 lines: one page, with the four things its buttons do.

import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { NotFound } from '../errors.ts'
import { isLanguage, languageNames } from '../languages/names.ts'
import { letterKinds } from '../letters/kinds.ts'
import { lintTemplate } from '../letters/lint.ts'
import type { Template } from '../letters/shipped.ts'
import { ownTemplates, templateFor, type Worded } from '../letters/templates.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import type { Cookies } from '../web/cookies.ts'
import { leaveFlash } from '../web/flash.ts'
import { framed, framing } from '../web/frames.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm, typed } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { lookAtTemplate } from './look-at-template.ts'
import { type Sample, sendSample } from './send-sample.ts'
import { previewForm, templateForm } from './template-forms.ts'
import { templatesRoot as root, templatePage } from './template-page.ts'
import { sampleValues } from './template-values.ts'
import { restoreTemplate, updateTemplate, type Wording } from './update-template.ts'

const one = `${root}/:kind/:language`

/** The tab "Mail Templates": every letter in every language, worded anew, looked at, tried out, or as it was. */
export function templateRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()

  routes.get(root, async (req, res) => {
    const own = await ownTemplates()
    const letters = Object.entries(letterKinds).map(([kind, { title, sentWhen }]) => ({
      title,
      sentWhen,
      languages: Object.entries(languageNames).map(([language, name]) => ({
        language,
        name,
        href: `${root}/${kind}/${language}`,
        isOwn: own.has(`${kind}/${language}`),
      })),
    }))
    const page = { view: 'organization/templates', layout: 'console' as const, section: 'organization' }
    showPage(req, res, { ...page, title: 'Mail Templates', locals: { tab: 'templates', letters } })
  })

  routes.get(one, async (req, res) => {
    const found = await known(req)
    await show(req, res, found, { values: textsOf(found.template) })
  })

  // Who words the letter decides where its link leads.
  routes.post(one, requireRecentProof(deps, { when: ({ body }) => body?.action === 'save' }), async (req, res) => {
    const found = await known(req, res)
    const { kind, wording } = found
    const form = parseForm(templateForm, req.body)
    const values = typed(req.body)
    if (!form.ok) return show(req, res, found, { ...form, status: 422 })
    const { action, ...template } = form.data
    const faults = lintTemplate(kind, template)
    if (Object.keys(faults).length > 0) return show(req, res, found, { values, errors: faults, status: 422 })
    if (action === 'sample') return show(req, res, found, { values, sample: await trySample(res, wording, template) })
    await updateTemplate(deps, wording, template)
    leaveFlash(cookies, res, { kind: 'success', text: 'The template is saved. Letters that leave from now on use it.' })
    res.redirect(303, `${root}/${wording.kind}/${wording.language}`)
  })

  routes.post(`${one}/restore`, async (req, res) => {
    const { wording } = await known(req, res)
    const done = await restoreTemplate(deps, wording)
    const text = done ? 'The letter is worded as it came with Latchkey again.' : 'The letter was not worded anew.'
    leaveFlash(cookies, res, { kind: done ? 'success' : 'info', text })
    res.redirect(303, `${root}/${wording.kind}/${wording.language}`)
  })

  routes.get(`${one}/preview`, async (req, res) => {
    const { template } = await known(req)
    await preview(res, template)
  })
  routes.post(`${one}/preview`, async (req, res) => {
    const { wording } = await known(req)
    await preview(res, { ...previewForm.parse(req.body), language: wording.language })
  })

  async function trySample(res: Response, wording: Wording, template: Template) {
    const to = personOf(res)
    const values = sampleValues(deps, settingsOf(res), to)
    return inWords(await sendSample(deps, { template, values, language: wording.language, to }), to)
  }

  async function preview(res: Response, template: Worded): Promise<void> {
    const { html } = await lookAtTemplate(deps, { template, settings: settingsOf(res), reader: personOf(res) })
    framed(res).type('html').send(html)
  }

  async function known(req: Request, res?: Response) {
    const [name, language] = [String(req.params.kind), String(req.params.language)]
    const kind = Object.hasOwn(letterKinds, name) ? letterKinds[name] : undefined
    const template = kind && isLanguage(language) && (await templateFor(name, language))
    if (!kind || !template) throw new NotFound('There is no such template')
    const by = res?.locals.person?.id ?? ''
    return { kind, template, wording: { kind: name, language, by, address: clientOf(req).address } }
  }

  async function show(
    req: Request,
    res: Response,
    { kind, template, wording }: Awaited<ReturnType<typeof known>>,
    page: { status?: number; errors?: FieldErrors; values: FieldTexts; sample?: ReturnType<typeof inWords> },
  ): Promise<void> {
    const { sample, ...shown } = page
    const about = await templatePage(kind, { name: wording.kind, language: wording.language, template })
    framing(res)
    showPage(req, res, {
      view: 'organization/template',
      layout: 'console',
      section: 'organization',
      title: kind.title,
      ...shown,
      locals: { ...about, sample },
    })
  }

  return routes
}

function textsOf({ subject, heading, message }: Template): FieldTexts {
  return { subject, heading, message }
}

function personOf(res: Response): User {
  if (!res.locals.person) throw new Error('Only signed-in people come here')
  return res.locals.person
}

function inWords(sample: Sample, to: User): { kind: 'success' | 'error'; text: string } {
  if (sample.outcome === 'sent') return { kind: 'success', text: `A sample is on its way to ${to.email}.` }
  if (sample.outcome === 'too-many')
    return { kind: 'error', text: 'Five samples a minute are the limit. Wait a minute.' }
  if (sample.outcome === 'not-configured') return { kind: 'error', text: 'Set the SMTP server up first.' }
  return { kind: 'error', text: `The sample was not accepted: ${sample.reason}` }
}
