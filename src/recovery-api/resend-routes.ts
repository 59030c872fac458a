import { answerFault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { liveLinkOf } from '../users/changes.ts'
import { findByIdentifier } from '../users/users.ts'
import { settingsOf } from '../web/settings.ts'
import { faults } from './codes.ts'
import { propertyOf } from './properties.ts'
import { startRecovery } from './start-recovery.ts'
import { isOurRealm, plainName } from './tenant.ts'
import { resendCodeBody } from './v09-forms.ts'

/** Asks for the reset mail once more. Whether one was sent before is told only where the existence of users is. */
export function resendOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/resend-code',
        summary: 'Have the reset mail sent once more',
        scope: 'recovery',
        body: resendCodeBody,
        answers: {},
      },
      async ({ req, res, body: { user, properties } }) => {
        const settings = settingsOf(res)
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.unknownTenant)
        if (!isResetOpen(settings)) return answerFault(res, faults.resetOff)
        if (!isOurRealm(user.realm ?? undefined)) return answerFault(res, faults.unknownRealm)
        const scenario = propertyOf(properties, 'RecoveryScenario')
        if (scenario !== 'NOTIFICATION_BASED_PW_RECOVERY') return answerFault(res, faults.nothingPending)
        const identifier = plainName(user.username)
        if (settings.recovery.notifyUserExistence && !(await hasPending(identifier)))
          return answerFault(res, faults.nothingPending)
        await startRecovery(deps, { identifier, caller: callerOf(req), call: 'resend-code' })
        res.status(201).end()
      },
    ),
  ]
}

async function hasPending(identifier: string): Promise<boolean> {
  const user = await findByIdentifier(identifier)
  return user !== undefined && (await liveLinkOf(user.id)) !== undefined
}
