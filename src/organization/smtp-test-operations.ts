import { answerFault, answerInvalidFields, fault } from '../api/answers.ts'
import { errorBody, refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps, PeerCertificate } from '../deps.ts'
import { readSmtp, wantedFaults } from '../settings-file/plan-smtp.ts'
import { asItself, setSecretsApart } from '../settings-file/set-apart.ts'
import { smtpTestAnswer, smtpTestBody } from './api-forms.ts'
import { callingUser, plannerOf, within } from './section-operations.ts'
import { readSettings } from './settings.ts'
import { testExample } from './smtp-examples.ts'
import { type Tested, testSmtp } from './test-smtp.ts'

const savedAlone = fault(
  403,
  'administrator-needed',
  'A key tests what is saved. Show the name and password of an administrator to try other values',
)
const tooMany = fault(429, 'too-many-tests', 'Five tests a minute are the limit. Wait a minute, then try again')
const tooManyAtOnce = fault(429, 'too-many-at-once', 'Two tests at once are the limit. Try again when one has ended')

/** Test Configuration by program. */
export function smtpTestOperation(deps: Deps): Operation {
  return operation(
    {
      method: 'post',
      path: '/smtp/test',
      summary: 'Send one real mail and tell each step',
      description:
        'Tries the values of the body, laid over those that are saved, and saves nothing. Secrets follow the rules of PUT; those that were ' +
        'tried are kept for ten minutes, for the same caller and server. A key tries what is saved, with no field but recipient. Ends within ' +
        '10 seconds whatever the server does.',
      scope: 'settings:write',
      body: smtpTestBody,
      bodyExamples: [{ recipient: 'postmaster@example.org' }],
      answers: {
        200: { description: 'What became of it, well or not', body: smtpTestAnswer, examples: [testExample] },
        ...refusals(savedAlone),
        422: { description: 'Some fields are not as they should be; nothing was sent', body: errorBody },
        429: {
          description: 'Too many tests in a minute (too-many-tests), or at once (too-many-at-once)',
          body: errorBody,
        },
      },
    },
    async ({ req, res, body: { recipient = '', ...fields } = {} }) => {
      const user = callingUser(res)
      const known = Object.entries(fields).filter(([, value]) => value !== undefined)
      if (known.length > 0 && res.locals.caller?.key) return answerFault(res, savedAlone)
      const { smtp: saved } = await readSettings()
      const act = readSmtp(deps, { ...setSecretsApart(Object.fromEntries(known), asItself), saved, by: plannerOf(req) })
      if (Array.isArray(act)) return answerInvalidFields(res, within('smtp', act))
      const tested = await testSmtp(deps, { ...act, by: user, recipient: String(recipient) })
      if (tested.outcome === 'too-many') {
        res.set('Retry-After', '60')
        return answerFault(res, tooMany)
      }
      if (tested.outcome === 'too-many-at-once') return answerFault(res, tooManyAtOnce)
      if (tested.outcome === 'secrets-needed')
        return answerInvalidFields(res, within('smtp', wantedFaults(deps, saved, tested.missing)))
      res.json(toAnswer(tested))
    },
  )
}

function toAnswer({ to, diagnosis }: Extract<Tested, { outcome: 'tried' }>) {
  const { failure, stages, certificate, transcript } = diagnosis
  return {
    succeeded: !failure,
    recipient: to,
    failure: failure ? { stage: failure.stage, reason: failure.reason, advice: failure.advice } : null,
    stages: stages.map(({ name, state, ms, reply, detail }) => ({ name, state, ms, reply, detail })),
    certificate: certificate ? toCertificate(certificate) : null,
    transcript,
  }
}

function toCertificate({ validFrom, validUntil, ...certificate }: PeerCertificate) {
  const { subject, issuer, names, fingerprint, problems } = certificate
  return {
    ...{ subject, issuer, names, fingerprint, problems },
    valid_from: moment(validFrom),
    valid_until: moment(validUntil),
  }
}

/** Certificates may say what is no date. */
function moment(date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
