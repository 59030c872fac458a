import { answerInvalidFields } from '../api/answers.ts'
import { errorBody } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { plannerOf } from '../organization/section-operations.ts'
import { readSettings } from '../organization/settings.ts'
import { documentBody, documentShown, importAnswer, importQuery } from './api-forms.ts'
import { toDocument } from './document.ts'
import { logoInUse, templatesInUse } from './in-use.ts'
import { importSettings } from './plan.ts'
import { inDocument, setSecretsApart } from './set-apart.ts'

const example = {
  latchkey: 'settings' as const,
  format: 1 as const,
  system: { self_service_password_reset: true, link_lifetime_minutes: 30 },
}
const change = 'system.link_lifetime_minutes: 60 becomes 30'

/** Everything an administrator may change as one document, the same that `settings export` writes and `settings import` reads. No key
 *  sends one: it may choose the SMTP server. */
export function settingsOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'Read all settings as one document',
        description:
          'What the command “settings export” writes. Secrets are named, never told: "keep" stands for the saved one.',
        scope: 'settings:read',
        answers: { 200: { description: 'The settings', body: documentShown } },
      },
      async ({ res }) => {
        const settings = await readSettings()
        const [logo, templates] = await Promise.all([logoInUse(settings), templatesInUse()])
        res.json(toDocument(settings, { templates, logo, secretsFrom: 'keep' }))
      },
    ),
    operation(
      {
        method: 'put',
        path: '/',
        summary: 'Make the settings those of a document',
        description:
          'All of it, or nothing where anything in it is wrong. Sections and fields that are left out stay as they are, but letters that the ' +
          'section templates does not word go back to the default. A secret is "keep", or {"value": …}; variables and files can be named on ' +
          'the command line alone.',
        scope: 'administrator',
        query: importQuery,
        body: documentBody,
        bodyExamples: [example],
        answers: {
          200: {
            description: 'What was changed, or what would be',
            body: importAnswer,
            examples: [{ outcome: 'changed', changes: [change] }],
          },
          422: { description: 'Some fields are not as they should be; nothing was changed', body: errorBody },
        },
      },
      async ({ req, res, query, body }) => {
        const { smtp, ...file } = body
        const { section, secrets } = setSecretsApart(smtp ?? {}, inDocument)
        const wanted = {
          file: { ...file, smtp: smtp && section },
          secrets,
          faults: [],
          dryRun: query.dry_run === 'true',
        }
        const done = await importSettings(deps, { ...wanted, by: plannerOf(req) })
        if (done.outcome === 'refused') return answerInvalidFields(res, done.faults)
        res.json({ outcome: done.outcome, changes: done.outcome === 'unchanged' ? [] : done.changes })
      },
    ),
  ]
}
