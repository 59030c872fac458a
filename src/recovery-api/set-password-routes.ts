import type { Response } from 'express'
import { answerFault, type Fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { exampleOf, refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { inEnglish } from '../languages/in-english.ts'
import { faults, historyFault, policyFault } from './codes.ts'
import { finishRecovery, type Owner, validateCode } from './finish-recovery.ts'
import { usualTenant } from './tenant.ts'
import { retryBody, setPasswordBody, userBody, validateCodeBody } from './v09-forms.ts'

const key = '5c765a47-6764-4048-b5cf-55864cb654c0'
const kim = { username: 'kim', realm: 'PRIMARY', 'tenant-domain': 'carbon.super', userId: '66f2a1c0d4e5f60718293a4b' }

/** The second and the third step of version 0.9: looking at a code, and choosing a password with it. */
export function setPasswordOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/validate-code',
        summary: 'Look whether a code is valid, without consuming it',
        description: 'Unknown, expired, used and replaced codes, and those of another step, are 18001 alike.',
        scope: 'recovery',
        body: validateCodeBody,
        bodyExamples: [
          { code: key, step: 'UPDATE_PASSWORD', properties: [] },
          { code: key, step: '' },
        ],
        answers: {
          202: { description: 'The code is valid; this is whose it is', body: userBody, examples: [kim] },
          ...refusals(faults.invalidCode, faults.otherStep, faults.otherTenant, faults.resetOff),
        },
      },
      async ({ res, body: { code, step } }) => {
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.otherTenant)
        const isOtherStep = step !== undefined && step !== null && step !== '' && step !== 'UPDATE_PASSWORD'
        if (isOtherStep) return answerFault(res, faults.otherStep)
        const valid = await validateCode(deps, code)
        if (valid.outcome !== 'live') return answerFault(res, faultOfEnd(valid.outcome))
        res.status(202).json(userOf(valid.owner, res))
      },
    ),
    operation(
      {
        method: 'post',
        path: '/set-password',
        summary: 'Choose a new password with a code',
        description:
          'Of any number of callers with one code exactly one sets its password; all sessions of the person end, and every other link dies. A refused password leaves the code usable.',
        scope: 'recovery',
        body: setPasswordBody,
        bodyExamples: [{ key, password: 'nine copper kettles in a row', properties: [] }],
        answers: {
          200: { description: 'The password is set; this is whose it is', body: userBody, examples: [kim] },
          412: {
            description: '22001: The person had this password before; key says what to try again with',
            body: retryBody,
            examples: [{ ...exampleOf(historyFault('Choose a password you have not used before')), key }],
          },
          ...refusals(
            faults.invalidCode,
            policyFault('Use at least 15 characters'),
            faults.otherTenant,
            faults.resetOff,
            faults.notSet,
          ),
        },
      },
      async ({ req, res, body: { key, password } }) => {
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.otherTenant)
        const done = await finishRecovery(deps, { token: key, password, caller: callerOf(req), call: 'set-password' })
        if (done.outcome === 'refused') return answerFault(res, policyFault(inEnglish(done.reason)))
        if (done.outcome === 'chosen-before') return answerFault(res, historyFault(inEnglish(done.reason)), { key })
        if (done.outcome !== 'changed') return answerFault(res, faultOfEnd(done.outcome))
        res.status(200).json(userOf(done.owner, res))
      },
    ),
  ]
}

function faultOfEnd(outcome: 'dead-link' | 'closed'): Fault {
  return outcome === 'closed' ? faults.resetOff : faults.invalidCode
}

function userOf({ username, userId }: Owner, res: Response): object {
  return { username, realm: 'PRIMARY', 'tenant-domain': res.locals.tenant?.name ?? usualTenant, userId }
}
