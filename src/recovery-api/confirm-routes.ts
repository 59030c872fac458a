import type { Request, Response } from 'express'
import { answerFault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { exampleOf, refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { inEnglish } from '../languages/in-english.ts'
import { newerFaults } from './codes.ts'
import { confirm, resetInFlow } from './confirm-flow.ts'
import { linkTo } from './links.ts'
import { confirmBody, confirmedBody, doneBody, type ResetBody, resetBody, tryAgainBody } from './v2-forms.ts'

const code = 'o7eQ2cGx0QmVv5rVJ0mF3l6yq8k1b4sT9uZwXnYdEaI'
const flowCode = 'yq2Xb6mWcE8rT1uPz0aVn5kLd7sJf3hGi9oQxRwYtKM'
const nextLinks = [{ rel: 'next', href: '/t/carbon.super/api/users/v2/recovery/password/reset', type: 'POST' }]

/** The third and the fourth step of version 2: proving that the message arrived, and choosing the password. */
export function confirmOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/confirm',
        summary: 'Change what was mailed for a reset code',
        description:
          'The digits are good once; a token is not consumed. Three wrong codes end the flow. Whatever does not count is UAR-10001.',
        scope: 'recovery',
        body: confirmBody,
        bodyExamples: [
          { confirmationCode: flowCode, otp: '84061952', properties: [] },
          { confirmationCode: code, properties: [] },
        ],
        answers: {
          200: {
            description: 'The code to choose a password with',
            body: confirmedBody,
            examples: [{ resetCode: code, links: nextLinks }],
          },
          ...refusals(newerFaults.confirmationCode, newerFaults.otherTenant, newerFaults.resetOff),
        },
      },
      async ({ req, res, body: { confirmationCode: code, otp } }) => {
        const resetCode = await confirm(deps, { code, otp: otp ?? undefined, caller: callerOf(req) })
        if (resetCode === undefined) return answerFault(res, newerFaults.confirmationCode)
        res.json({ resetCode, links: [linkTo(res, 'next', 'reset')] })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/reset',
        summary: 'Choose a new password with a reset code',
        description:
          'Both codes must be about the same person. All sessions of the person end, and the flow is over. A refused password leaves the codes usable; three wrong codes end the flow.',
        scope: 'recovery',
        body: resetBody,
        bodyExamples: [
          {
            resetCode: code,
            flowConfirmationCode: flowCode,
            password: 'nine copper kettles in a row',
            properties: [],
          },
        ],
        answers: {
          200: {
            description: 'The password is set',
            body: doneBody,
            examples: [{ code: 'PWR-02005', message: 'Successful password reset.' }],
          },
          412: {
            description: 'The password is refused: description says why, resetCode and links how to try again',
            body: tryAgainBody,
            examples: [
              newerFaults.policy('Use at least 15 characters'),
              newerFaults.history('Choose a password you have not used before'),
            ].map((refused) => ({ ...exampleOf(refused), resetCode: code, links: nextLinks })),
          },
          ...refusals(newerFaults.confirmationCode, newerFaults.usedUp, newerFaults.otherTenant, newerFaults.resetOff),
        },
      },
      (call) => reset(deps, call),
    ),
  ]
}

async function reset(deps: Deps, { req, res, body }: { req: Request; res: Response; body: ResetBody }): Promise<void> {
  const { resetCode, flowConfirmationCode: flowCode, password } = body
  const done = await resetInFlow(deps, { flowCode, resetCode, password, caller: callerOf(req) })
  if (done.outcome === 'refused' || done.outcome === 'chosen-before') {
    const faultFor = done.outcome === 'refused' ? newerFaults.policy : newerFaults.history
    const more = { resetCode, links: [linkTo(res, 'next', 'reset')] }
    return answerFault(res, faultFor(inEnglish(done.reason)), more)
  }
  if (done.outcome === 'used-up') return answerFault(res, newerFaults.usedUp)
  if (done.outcome === 'closed') return answerFault(res, newerFaults.resetOff)
  if (done.outcome === 'dead-link') return answerFault(res, newerFaults.confirmationCode)
  res.json({ code: 'PWR-02005', message: 'Successful password reset.' })
}
