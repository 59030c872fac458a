import { answerFault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { liveLinkOf } from '../users/changes.ts'
import { findByIdentifier } from '../users/users.ts'
import { settingsOf } from '../web/settings.ts'
import { faults } from './codes.ts'
import { plainName } from './plain-name.ts'
import { propertyOf } from './properties.ts'
import { startRecovery } from './start-recovery.ts'
import { isOurRealm } from './tenant.ts'
import { resendCodeBody } from './v09-forms.ts'

/** Asks for the reset mail once more. Whether one was sent before is told only where the existence of users is. */
export function resendOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/resend-code',
        summary: 'Have the reset mail sent once more',
        description:
          'The only scenario is NOTIFICATION_BASED_PW_RECOVERY. Whether a mail was sent before is told only where notify_user_existence is on.',
        scope: 'recovery',
        body: resendCodeBody,
        bodyExamples: [
          {
            user: { username: 'kim', realm: 'PRIMARY' },
            properties: [{ key: 'RecoveryScenario', value: 'NOTIFICATION_BASED_PW_RECOVERY' }],
          },
        ],
        answers: {
          201: { description: 'Taken down; a new link replaces the old one once its mail is queued' },
          ...refusals(faults.nothingPending, faults.resetOff, faults.unknownTenant, faults.unknownRealm),
        },
      },
      async ({ req, res, body: { user, properties } }) => {
        const settings = settingsOf(res)
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.unknownTenant)
        if (!isResetOpen(settings)) return answerFault(res, faults.resetOff)
        if (!isOurRealm(user.realm ?? undefined)) return answerFault(res, faults.unknownRealm)
        const scenario = propertyOf(properties, 'RecoveryScenario')
        if (scenario !== 'NOTIFICATION_BASED_PW_RECOVERY') return answerFault(res, faults.nothingPending)
        const identifier = plainName(user.username)
        if (settings.recovery.notifyUserExistence && !(await hasPending(deps, identifier)))
          return answerFault(res, faults.nothingPending)
        await startRecovery(deps, { identifier, caller: callerOf(req), call: 'resend-code' })
        res.status(201).end()
      },
    ),
  ]
}

async function hasPending({ clock }: Deps, identifier: string): Promise<boolean> {
  const user = await findByIdentifier(identifier)
  const link = user && (await liveLinkOf(user.id))
  return link?.purpose === 'reset' && link.expiresAt > clock.now()
}
