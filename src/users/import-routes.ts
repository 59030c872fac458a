// One line over 120: the steps of an import follow one another, and each shows the same page.
import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { mailStatus } from '../organization/status.ts'
import { requireRecentProof } from '../sessions/recent-proof.ts'
import type { Cookies } from '../web/cookies.ts'
import { noFields } from '../web/fields.ts'
import { leaveFlash } from '../web/flash.ts'
import { showPage } from '../web/page.ts'
import { type FieldErrors, type FieldTexts, parseForm } from '../web/parse-form.ts'
import { settingsOf } from '../web/settings.ts'
import { uploadedText } from '../web/upload.ts'
import { byOf } from './act-routes.ts'
import { checkLines, importForm } from './forms.ts'
import { dropDraft, findDraft, keepDraft } from './import-drafts.ts'
import { importPeople } from './import-people.ts'
import { said, toReport } from './import-report.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { type CsvLine, type LineFault, readCsv } from './read-csv.ts'

/** Longer texts are files rather than lines to be mended in a form. */
const pastedShown = 100_000

/** Users from a CSV file: first a look that changes nothing, then, with the same file, everybody at once. */
export function userImportRoutes(deps: Deps, cookies: Cookies): Router {
  const routes = Router()
  const prove = requireRecentProof(deps)

  routes.get('/users/import', (req, res) => show(req, res, {}))

  routes.post('/users/import', async (req, res) => {
    const form = parseForm(importForm, req.body)
    const given = form.ok ? textOf(req, res, form.data.pasted ?? '') : form
    if ('errors' in given) return show(req, res, { errors: given.errors, status: 422 })
    const plan = await planOf(readCsv(given.text))
    const administrators = plan.fresh.filter(({ administrator }) => administrator).length
    const isReady = plan.faults.length === 0 && plan.fresh.length > 0
    const by = { id: byOf(req, res).id, now: deps.clock.now() }
    const draftId = isReady ? await keepDraft({ text: given.text, administrators }, by) : undefined
    const values = { pasted: given.isPasted && plan.faults.length > 0 ? given.text.slice(0, pastedShown) : '' }
    const status = plan.faults.length > 0 ? 422 : 200
    show(req, res, { plan: { ...plan, administrators }, draftId, values, status })
  })

  routes.post(
    '/users/import/:draft',
    async (req, res, next) => {
      const draft = await findDraft(req.params.draft, { id: byOf(req, res).id, now: deps.clock.now() })
      if (draft && draft.administrators > 0) return prove(req, res, next)
      next()
    },
    async (req, res) => {
      parseForm(noFields, req.body)
      const by = byOf(req, res)
      const draft = await findDraft(String(req.params.draft), { id: by.id, now: deps.clock.now() })
      if (!draft) {
        leaveFlash(cookies, res, { kind: 'info', text: 'The checked file is gone. Check it once more.' })
        return res.redirect(303, '/users/import')
      }
      const { candidates } = checkLines(readCsv(draft.text).lines)
      const done = await importPeople(deps, { candidates, by })
      if (done.outcome === 'refused')
        return show(req, res, { plan: { fresh: [], known: [], faults: done.faults, administrators: 0 }, status: 422 })
      await dropDraft(draft.id)
      leaveFlash(cookies, res, { kind: done.lost.length > 0 ? 'error' : 'success', text: said(done) })
      res.redirect(303, '/users?order=newest')
    },
  )

  async function show(
    req: Request,
    res: Response,
    page: {
      status?: number
      errors?: FieldErrors
      values?: FieldTexts
      plan?: ImportPlan & { administrators: number }
      draftId?: string | undefined
    },
  ): Promise<void> {
    const { plan, draftId, ...rest } = page
    const mail = await mailStatus(deps, settingsOf(res))
    const locals = {
      mailWorks: mail.kind === 'on',
      mailStatus: mail.text,
      report: plan && toReport(plan),
      draftId,
    }
    showPage(req, res, {
      view: 'users/import',
      layout: 'console',
      section: 'users',
      title: 'Import users',
      ...rest,
      locals,
    })
  }

  return routes
}

/** The text of the uploaded file, else what was pasted; or what is wrong with it. */
function textOf(
  req: Request,
  res: Response,
  pasted: string,
): { text: string; isPasted: boolean } | { errors: FieldTexts } {
  if (res.locals.isUploadTooLarge) return { errors: { file: 'The file is larger than 2 MB. Import it in parts.' } }
  const text = uploadedText(req)
  if (text === null) return { errors: { file: 'This is not text in UTF-8. Save it as “CSV UTF-8”.' } }
  if (text !== undefined) return { text, isPasted: false }
  if (pasted.trim() === '') return { errors: { file: 'Choose a CSV file, or paste its lines below' } }
  return { text: pasted, isPasted: true }
}

/** What an import of these lines would do; among its faults are those of reading and of every line for itself. */
export async function planOf(read: { lines: CsvLine[]; faults: LineFault[] }): Promise<ImportPlan> {
  const checked = checkLines(read.lines)
  const plan = await planImport(checked.candidates)
  const faults = [...read.faults, ...checked.faults, ...plan.faults].sort((a, b) => a.line - b.line)
  return { ...plan, faults }
}
