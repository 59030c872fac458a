// Over 120 lines: the seven calls of one version, each with what the document says about it.

import type { Request, Response } from 'express'
import { answerFault, type Fault, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { inEnglish } from '../languages/in-english.ts'
import { isResetOpen } from '../organization/settings.ts'
import { settingsOf } from '../web/settings.ts'
import { claims } from './claims.ts'
import { faults, policyFault } from './codes.ts'
import { finishRecovery, type Owner, validateCode } from './finish-recovery.ts'
import { callbackIn, propertyOf } from './properties.ts'
import { handOverToken, startRecovery } from './start-recovery.ts'
import { isOurRealm, plainName, usualTenant } from './tenant.ts'
import {
  captchaBody,
  type RecoverPasswordBody,
  type RecoverPasswordQuery,
  recoverPasswordBody,
  recoverPasswordQuery,
  recoverUsernameBody,
  setPasswordBody,
  validateCodeBody,
} from './v09-forms.ts'
import { tellableFault, type UserFault } from './weigh-user.ts'

const channels = ['EMAIL', 'EXTERNAL']
const userFaults: Record<UserFault, Fault> = {
  'unknown-user': faults.unknownUser,
  'no-address': faults.noAddress,
  disabled: faults.disabled,
  invited: faults.invited,
}

/** WSO2's recovery API, version 0.9. Where its original tells who exists, this one is silent unless a switch says otherwise. */
export function v09Operations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/recover-password',
        summary: 'Begin a password recovery',
        scope: 'recovery',
        query: recoverPasswordQuery,
        body: recoverPasswordBody,
        answers: {},
      },
      (call) => recoverPassword(deps, call),
    ),
    operation(
      {
        method: 'post',
        path: '/validate-code',
        summary: 'Look whether a code is valid, without consuming it',
        scope: 'recovery',
        body: validateCodeBody,
        answers: {},
      },
      async ({ res, body: { code, step } }) => {
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.otherTenant)
        const isOtherStep = step !== undefined && step !== null && step !== '' && step !== 'UPDATE_PASSWORD'
        if (isOtherStep) return answerFault(res, fault(400, '18001', 'The code is not one of this step'))
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
        scope: 'recovery',
        body: setPasswordBody,
        answers: {},
      },
      async ({ req, res, body: { key, password } }) => {
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.otherTenant)
        const done = await finishRecovery(deps, { token: key, password, caller: callerOf(req), call: 'set-password' })
        if (done.outcome === 'refused') return answerFault(res, policyFault(inEnglish(done.reason)))
        if (done.outcome !== 'changed') return answerFault(res, faultOfEnd(done.outcome))
        res.status(200).json(userOf(done.owner, res))
      },
    ),
    operation(
      {
        method: 'post',
        path: '/recover-username',
        summary: 'Have a username mailed',
        scope: 'recovery',
        body: recoverUsernameBody,
        answers: {},
      },
      ({ res }) => answerFault(res, res.locals.tenant?.isOurs ? faults.usernameRecoveryOff : faults.unknownTenant),
    ),
    operation(
      {
        method: 'get',
        path: '/claims',
        summary: 'The claims a person can be named by',
        scope: 'recovery',
        answers: {},
      },
      ({ res }) => {
        if (!res.locals.tenant?.isOurs) return answerFault(res, faults.unknownTenant)
        res.json(claims)
      },
    ),
    operation(
      { method: 'get', path: '/captcha', summary: 'Whether a captcha is asked for', scope: 'recovery', answers: {} },
      ({ req, res }) => answerCaptcha(req, res),
    ),
    operation(
      {
        method: 'post',
        path: '/captcha',
        summary: 'Refused: there is no captcha',
        scope: 'recovery',
        body: captchaBody,
        answers: {},
      },
      ({ res }) =>
        answerFault(res, fault(400, 'INVALID', 'There is no captcha here: limits and waiting times take its place')),
    ),
  ]
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

function faultOfEnd(outcome: 'dead-link' | 'closed'): Fault {
  return outcome === 'closed' ? faults.resetOff : faults.invalidCode
}

function userOf({ username, userId }: Owner, res: Response): object {
  return { username, realm: 'PRIMARY', 'tenant-domain': res.locals.tenant?.name ?? usualTenant, userId }
}

function answerCaptcha(req: Request, res: Response): void {
  const isKnown = req.query['captcha-type'] === 'ReCaptcha'
  if (isKnown) res.json({ reCaptchaEnabled: false, reCaptchaType: '', reCaptchaKey: '', reCaptchaAPI: '' })
  else answerFault(res, fault(400, 'INVALID', 'There is no captcha of this type'))
}
