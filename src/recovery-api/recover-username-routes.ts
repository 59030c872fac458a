import type { Request, Response } from 'express'
import { answerFault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { mayRemind } from '../password-reset/remind-username.ts'
import { settingsOf } from '../web/settings.ts'
import { emailClaim, identifierIn, usernameClaim } from './claims.ts'
import { faults, personFaults } from './codes.ts'
import { handOverUsername, startUsernameRecovery } from './recover-username.ts'
import {
  claimsIn,
  type RecoverUsernameBody,
  type RecoverUsernameQuery,
  recoverUsernameBody,
  recoverUsernameQuery,
  usernameText,
} from './recover-username-forms.ts'
import { tellableFault } from './weigh-user.ts'

/** Has a forgotten username mailed to its owner. */
export function recoverUsernameOperation(deps: Deps): Operation {
  return operation(
    {
      method: 'post',
      path: '/recover-username',
      summary: 'Have a username mailed',
      description:
        'Mails the username to the mailbox on record, where username recovery is on (Account Recovery tab). The answer is the same for everybody, known or not, unless a notify_… switch is on: 204, 17003, 17004, 17006 and 18018 come only then, and only with notify_user_existence may a program have the username itself (notify=false).',
      scope: 'recovery',
      query: recoverUsernameQuery,
      body: recoverUsernameBody,
      bodyExamples: [
        [{ uri: emailClaim, value: 'kim@example.com' }],
        { claims: [{ uri: usernameClaim, value: 'kim' }], properties: [] },
        { user: { username: 'kim@example.com' } },
      ],
      answers: {
        202: {
          description: 'Empty where this server mails; the bare username where the program tells the person',
          text: usernameText,
          examples: ['', 'kim'],
        },
        204: { description: 'There is no such user' },
        ...refusals(
          faults.usernameRecoveryOff,
          faults.usernameNotHandedOver,
          faults.unknownTenant,
          faults.nobodyClaimed,
          faults.severalUsers,
          ...Object.values(personFaults),
        ),
      },
    },
    (call) => recoverUsername(deps, call),
  )
}

async function recoverUsername(
  deps: Deps,
  call: { req: Request; res: Response; query: RecoverUsernameQuery; body: RecoverUsernameBody },
): Promise<void> {
  const { req, res, query, body } = call
  const settings = settingsOf(res)
  const { recovery } = settings
  if (!res.locals.tenant?.isOurs) return answerFault(res, faults.unknownTenant)
  if (!mayRemind(settings)) return answerFault(res, faults.usernameRecoveryOff)
  const identifier = identifierIn(claimsIn(body))
  if (identifier === undefined) return answerFault(res, faults.nobodyClaimed)
  if (identifier === null) return answerFault(res, faults.severalUsers)
  const isTheirs = query.notify === 'false'
  if (isTheirs && !recovery.notifyUserExistence) return answerFault(res, faults.usernameNotHandedOver)
  const told = await tellableFault(identifier, recovery)
  if (told === 'unknown-user') return void res.status(204).end()
  if (told) return answerFault(res, personFaults[told])
  const ask = { identifier, caller: callerOf(req) }
  if (!isTheirs) {
    await startUsernameRecovery(deps, ask)
    return void res.status(202).end()
  }
  const username = await handOverUsername(deps, ask)
  if (username === undefined) return void res.status(204).end()
  res.status(202).type('text/plain').send(username)
}
