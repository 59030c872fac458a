import type { Request, Response } from 'express'
import { answerFault, type Fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { settingsOf } from '../web/settings.ts'
import { faults, personFaults } from './codes.ts'
import { plainName } from './plain-name.ts'
import { callbackIn, propertyOf } from './properties.ts'
import { handOverToken, startRecovery } from './start-recovery.ts'
import { isOurRealm } from './tenant.ts'
import {
  keyText,
  type RecoverPasswordBody,
  type RecoverPasswordQuery,
  recoverPasswordBody,
  recoverPasswordQuery,
} from './v09-forms.ts'
import { tellableFault, type UserFault } from './weigh-user.ts'

const channels = ['EMAIL', 'EXTERNAL']
const userFaults: Record<UserFault, Fault> = { 'unknown-user': faults.unknownUser, ...personFaults }

/** The first step of version 0.9. */
export function recoverPasswordOperation(deps: Deps): Operation {
  return operation(
    {
      method: 'post',
      path: '/recover-password',
      summary: 'Begin a password recovery',
      description:
        'Has the person mailed a link, or gives the program the key to tell them itself. The answer is the same for everybody, known or not, unless a notify_… switch of the Account Recovery tab is on: 17003, 17004, 17006, 18003 and 18018 come only then. Properties: callback (URL-encoded: a path of the public door, or an address of it), where the person goes on afterwards; notificationChannel (EMAIL or EXTERNAL).',
      scope: 'recovery',
      query: recoverPasswordQuery,
      body: recoverPasswordBody,
      bodyExamples: [
        { user: { username: 'kim', realm: 'PRIMARY', 'tenant-domain': 'carbon.super' }, properties: [] },
        { user: { username: 'kim@example.com' }, properties: [{ key: 'callback', value: '%2Fmy-account' }] },
        { user: { username: 'kim' }, properties: [{ key: 'notificationChannel', value: 'EXTERNAL' }] },
      ],
      answers: {
        202: {
          description:
            'Empty where this server mails; the bare key where the program tells the person: with notify=false, or channel EXTERNAL and no notify',
          text: keyText,
          examples: ['', 'o7eQ2cGx0QmVv5rVJ0mF3l6yq8k1b4sT9uZwXnYdEaI'],
        },
        ...refusals(
          faults.resetOff,
          faults.unknownTenant,
          faults.unknownRealm,
          faults.unknownChannel,
          faults.noMobile,
          ...Object.values(userFaults),
          faults.callback,
        ),
      },
    },
    (call) => recoverPassword(deps, call),
  )
}

async function recoverPassword(
  deps: Deps,
  call: {
    req: Request
    res: Response
    query: RecoverPasswordQuery
    body: RecoverPasswordBody
  },
): Promise<void> {
  const { req, res } = call
  const { user, properties } = call.body
  const { notify } = call.query
  const channel = propertyOf(properties, 'notificationChannel')?.toUpperCase() ?? 'EMAIL'
  const refused = refusedRequest(res, { realm: user.realm, channel })
  if (refused) return answerFault(res, refused)
  const callback = callbackIn(properties, deps.config.publicDoor.origin)
  if (callback === 'refused') return answerFault(res, faults.callback)
  const identifier = plainName(user.username)
  const told = await tellableFault(identifier, settingsOf(res).recovery)
  if (told) return answerFault(res, userFaults[told])
  const ask = { identifier, caller: callerOf(req), call: 'recover-password', ...callback }
  const isTheirs = notify === 'false' || (notify === undefined && channel === 'EXTERNAL')
  if (isTheirs)
    return void res
      .status(202)
      .type('text/plain')
      .send(await handOverToken(deps, ask))
  await startRecovery(deps, ask)
  res.status(202).end()
}

/** Why nothing at all is asked; undefined where something can be. The same whoever is named. */
function refusedRequest(res: Response, ask: { realm: string | null | undefined; channel: string }): Fault | undefined {
  if (!res.locals.tenant?.isOurs) return faults.unknownTenant
  if (!isResetOpen(settingsOf(res))) return faults.resetOff
  if (!isOurRealm(ask.realm ?? undefined)) return faults.unknownRealm
  if (ask.channel === 'SMS') return faults.noMobile
  return channels.includes(ask.channel) ? undefined : faults.unknownChannel
}
