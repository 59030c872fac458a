import { Router } from 'express'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { liveLinkOf } from '../users/changes.ts'
import { findByIdentifier } from '../users/users.ts'
import { settingsOf } from '../web/settings.ts'
import { callerOf } from './administrator.ts'
import { answerFault } from './answers.ts'
import { faults } from './codes.ts'
import { only, parseBody } from './json-body.ts'
import { propertyOf } from './properties.ts'
import { startRecovery } from './start-recovery.ts'
import { isOurRealm, plainName } from './tenant.ts'
import { resendCodeBody } from './v09-forms.ts'

/** Asks for the reset mail once more. Whether one was sent before is told only where the existence of users is. */
export function resendRoutes(deps: Deps): Router {
  const routes = Router()

  only(routes, 'post', '/resend-code', async (req, res) => {
    const { user, properties } = parseBody(resendCodeBody, req.body)
    const settings = settingsOf(res)
    if (!res.locals.tenant?.isOurs) return answerFault(res, faults.unknownTenant)
    if (!isResetOpen(settings)) return answerFault(res, faults.resetOff)
    if (!isOurRealm(user.realm ?? undefined)) return answerFault(res, faults.unknownRealm)
    const scenario = propertyOf(properties, 'RecoveryScenario')
    if (scenario !== 'NOTIFICATION_BASED_PW_RECOVERY') return answerFault(res, faults.nothingPending)
    const identifier = plainName(user.username)
    if (settings.recoveryApi.notifyUserExistence && !(await hasPending(identifier)))
      return answerFault(res, faults.nothingPending)
    await startRecovery(deps, { identifier, caller: callerOf(req), call: 'resend-code' })
    res.status(201).end()
  })

  return routes
}

async function hasPending(identifier: string): Promise<boolean> {
  const user = await findByIdentifier(identifier)
  return user !== undefined && (await liveLinkOf(user.id)) !== undefined
}
