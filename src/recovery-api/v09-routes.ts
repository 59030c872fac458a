import { answerFault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { captchaOperations } from './captcha-routes.ts'
import { claims } from './claims.ts'
import { faults } from './codes.ts'
import { recoverPasswordOperation } from './recover-password-routes.ts'
import { recoverUsernameOperation } from './recover-username-routes.ts'
import { setPasswordOperations } from './set-password-routes.ts'
import { claimsBody } from './v09-forms.ts'

/** WSO2's recovery API, version 0.9. Where its original tells who exists, this one is silent unless a switch says otherwise. */
export function v09Operations(deps: Deps): Operation[] {
  return [
    recoverPasswordOperation(deps),
    ...setPasswordOperations(deps),
    recoverUsernameOperation(deps),
    claimsOperation(),
    ...captchaOperations(),
  ]
}

function claimsOperation(): Operation {
  return operation(
    {
      method: 'get',
      path: '/claims',
      summary: 'The claims a person can be named by',
      scope: 'recovery',
      answers: {
        200: { description: 'The claims', body: claimsBody, examples: [claims] },
        ...refusals(faults.unknownTenant),
      },
    },
    ({ res }) => {
      if (!res.locals.tenant?.isOurs) return answerFault(res, faults.unknownTenant)
      res.json(claims)
    },
  )
}
