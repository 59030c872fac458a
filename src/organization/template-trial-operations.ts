import { answerFault, answerInvalidFields, fault } from '../api/answers.ts'
import { errorBody } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { settingsOf } from '../web/settings.ts'
import { templateExamples } from './examples.ts'
import { findingsIn, findTemplate, wordedAnew } from './known-template.ts'
import { lookAtTemplate } from './look-at-template.ts'
import { callingUser } from './section-operations.ts'
import { sendSample } from './send-sample.ts'
import {
  lookAnswer,
  noTemplate,
  noTemplateAnswer,
  refusedAnswer,
  sampleAnswer,
  templatePath,
  trialBody,
} from './template-api-forms.ts'
import { sampleValues } from './template-values.ts'

const notConfigured = fault(409, 'not-configured', 'Set the SMTP server up first')
const tooMany = fault(429, 'too-many-samples', 'Five samples a minute are the limit. Wait a minute, then try again')

/** A mail template looked at and tried out by program; nothing is saved. */
export function templateTrialOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: `${templatePath}/preview`,
        summary: 'Look at a mail template',
        description:
          'With made-up values, and links that lead nowhere. Words may be left out (those in use) and unfinished; findings says what is wrong ' +
          'with them. Nothing is saved.',
        scope: 'settings:read',
        body: trialBody,
        bodyExamples: [{ subject: 'Welcome to {{organizationName}}' }],
        answers: {
          200: { description: 'The letter', body: lookAnswer, examples: [templateExamples.looked] },
          404: noTemplateAnswer,
          422: refusedAnswer,
        },
      },
      async ({ res, params, body = {} }) => {
        const known = await findTemplate(params)
        if (!known) return answerFault(res, noTemplate)
        const template = wordedAnew(known, body)
        const seen = { template, settings: settingsOf(res), reader: callingUser(res) }
        res.json({ ...(await lookAtTemplate(deps, seen)), findings: findingsIn(known.kind, template) })
      },
    ),
    operation(
      {
        method: 'post',
        path: `${templatePath}/sample`,
        summary: 'Send a mail template to the administrator who asks',
        description:
          'Words that are left out are those in use. The mail leaves at once, through the saved SMTP server; nothing is saved.',
        scope: 'settings:write',
        body: trialBody,
        bodyExamples: [{}],
        answers: {
          200: {
            description: 'Whether the server accepted it',
            body: sampleAnswer,
            examples: [{ succeeded: true, recipient: 'admin@example.org', reason: null }],
          },
          404: noTemplateAnswer,
          409: { description: 'The SMTP server is not set up (not-configured)', body: errorBody },
          422: refusedAnswer,
          429: { description: 'Too many samples in a minute (too-many-samples)', body: errorBody },
        },
      },
      async ({ res, params, body = {} }) => {
        const known = await findTemplate(params)
        if (!known) return answerFault(res, noTemplate)
        const template = wordedAnew(known, body)
        const findings = findingsIn(known.kind, template)
        if (findings.length > 0) return answerInvalidFields(res, findings)
        const to = callingUser(res)
        const values = sampleValues(deps, settingsOf(res), to)
        const sent = await sendSample(deps, { template, values, language: template.language, to })
        if (sent.outcome === 'not-configured') return answerFault(res, notConfigured)
        if (sent.outcome === 'too-many') {
          res.set('Retry-After', '60')
          return answerFault(res, tooMany)
        }
        const reason = sent.outcome === 'failed' ? sent.reason : null
        res.json({ succeeded: reason === null, recipient: to.email, reason })
      },
    ),
  ]
}
