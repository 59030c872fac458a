// Over 120 lines: four operations, each with what the document says about it.

import type { Request } from 'express'
import { answerFault, answerInvalidFields } from '../api/answers.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { languages } from '../languages/names.ts'
import { letterKinds } from '../letters/kinds.ts'
import { shippedTemplate } from '../letters/shipped.ts'
import { ownTemplates } from '../letters/templates.ts'
import { templateExamples } from './examples.ts'
import { findingsIn, findTemplate, type KnownTemplate, wordedAnew } from './known-template.ts'
import { plannerOf } from './section-operations.ts'
import {
  noTemplate,
  noTemplateAnswer,
  refusedAnswer,
  templateAnswer,
  templatePath,
  templatesAnswer,
  wordingBody,
} from './template-api-forms.ts'
import { templateTrialOperations } from './template-trial-operations.ts'
import { restoreTemplate, updateTemplate } from './update-template.ts'

/** The Mail Templates tab by program. */
export function templateOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/templates',
        summary: 'List the mail templates',
        scope: 'settings:read',
        answers: {
          200: { description: 'All letters', body: templatesAnswer, examples: [templateExamples.listed] },
        },
      },
      async ({ res }) => {
        const own = await ownTemplates()
        const items = Object.entries(letterKinds).map(([name, { title, sentWhen }]) => ({
          kind: name,
          title,
          sent_when: sentWhen,
          languages: languages.map((language) => ({ language, ...whose(own, { name, language }) })),
        }))
        res.json({ items })
      },
    ),
    operation(
      {
        method: 'get',
        path: templatePath,
        summary: 'Read a mail template',
        scope: 'settings:read',
        answers: {
          200: { description: 'The letter', body: templateAnswer, examples: [templateExamples.shown] },
          404: noTemplateAnswer,
        },
      },
      async ({ res, params }) => {
        const known = await findTemplate(params)
        if (!known) return answerFault(res, noTemplate)
        res.json(await told(known))
      },
    ),
    operation(
      {
        method: 'put',
        path: templatePath,
        summary: 'Word a mail template anew',
        description:
          'Letters that leave from now on are worded so, also those that wait already. What GET answers may be sent back: only subject, heading ' +
          'and message are read.',
        scope: 'settings:write',
        body: wordingBody,
        bodyExamples: [templateExamples.wording],
        answers: {
          200: { description: 'It is saved', body: templateAnswer, examples: [templateExamples.shown] },
          404: noTemplateAnswer,
          422: refusedAnswer,
        },
      },
      async ({ req, res, params, body: { subject, heading, message } }) => {
        const known = await findTemplate(params)
        if (!known) return answerFault(res, noTemplate)
        const template = wordedAnew(known, { subject, heading, message })
        const findings = findingsIn(known.kind, template)
        if (findings.length > 0) return answerInvalidFields(res, findings)
        await updateTemplate(deps, wordingBy(req, known), template)
        res.json(await told({ ...known, template: { ...template, language: known.language } }))
      },
    ),
    operation(
      {
        method: 'delete',
        path: templatePath,
        summary: 'Take a mail template back to the default',
        description: 'Where it was not worded anew, nothing changes.',
        scope: 'settings:write',
        answers: { 204: { description: 'It has the words Latchkey brings' }, 404: noTemplateAnswer },
      },
      async ({ req, res, params }) => {
        const known = await findTemplate(params)
        if (!known) return answerFault(res, noTemplate)
        await restoreTemplate(deps, wordingBy(req, known))
        res.status(204).end()
      },
    ),
    ...templateTrialOperations(deps),
  ]
}

async function told({ name, kind, language, template }: KnownTemplate) {
  const { subject, heading, message } = template
  return {
    kind: name,
    language,
    title: kind.title,
    sent_when: kind.sentWhen,
    ...whose(await ownTemplates(), { name, language }),
    ...{ subject, heading, message },
    placeholders: kind.placeholders,
    needs: kind.needs,
  }
}

function whose(own: Map<string, Date>, { name, language }: { name: string; language: string }) {
  const changedAt = own.get(`${name}/${language}`)
  const wording = changedAt ? 'own' : shippedTemplate(name, language) ? 'shipped' : 'borrowed'
  return { wording, changed_at: changedAt?.toISOString() ?? null }
}

function wordingBy(req: Request, { name, language }: KnownTemplate) {
  const { id, address, note } = plannerOf(req)
  return { kind: name, language, by: id, address, note }
}
