import type { Handler } from 'express'
import { answerFault } from '../api/answers.ts'
import type { Operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { settingsOf } from '../web/settings.ts'
import { newerFaults } from './codes.ts'
import { confirmOperations } from './confirm-routes.ts'
import { initOperation } from './init-routes.ts'
import { recoverOperations } from './recover-routes.ts'

/** WSO2's recovery API, version 2: one flow from the claim to the new password. */
export function v2Operations(deps: Deps): Operation[] {
  return [initOperation(deps), ...recoverOperations(deps), ...confirmOperations(deps)]
}

/** Refuses every step of this version for another tenant, and while reset is closed. */
export const whileOpen: Handler = (_req, res, next) => {
  if (!res.locals.tenant?.isOurs) return answerFault(res, newerFaults.otherTenant)
  if (!isResetOpen(settingsOf(res))) return answerFault(res, newerFaults.resetOff)
  next()
}
