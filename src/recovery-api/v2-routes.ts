// Over 120 lines: the five steps of one flow, each with what the document says about it.

import type { Handler, Request, Response } from 'express'
import { answerFault, type Fault, plainFault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { inEnglish } from '../languages/in-english.ts'
import { isResetOpen } from '../organization/settings.ts'
import { settingsOf } from '../web/settings.ts'
import { identifierIn } from './claims.ts'
import { newerFaults } from './codes.ts'
import { confirm, resetInFlow } from './confirm-flow.ts'
import { beginFlow, flowCodeOf, recoverBy, resendBy, type Sent } from './lead-flow.ts'
import { linkTo } from './links.ts'
import { channelsFor } from './masks.ts'
import { plainName } from './tenant.ts'
import { confirmBody, initBody, type ResetBody, recoverBody, resendBody, resetBody } from './v2-forms.ts'
import { tellableFault, type UserFault } from './weigh-user.ts'

const userFaults: Record<UserFault, Fault> = {
  'unknown-user': newerFaults.unknownUser,
  'no-address': newerFaults.noChannel,
  disabled: newerFaults.disabled,
  invited: newerFaults.disabled,
}

/** WSO2's recovery API, version 2: one flow from the claim to the new password. Everybody gets a flow, whoever is claimed to be. */
export function v2Operations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/init',
        summary: 'Begin a password recovery',
        scope: 'recovery',
        body: initBody,
        answers: {},
      },
      async ({ req, res, body }) => {
        const given = identifierIn(body.claims)
        if (given === undefined) return answerFault(res, plainFault(400, 'Claim a username or an e-mail address'))
        if (given === null) return answerFault(res, newerFaults.severalUsers)
        const identifier = plainName(given)
        const settings = settingsOf(res)
        const told = await tellableFault(identifier, settings.recovery)
        if (told) return answerFault(res, userFaults[told])
        const { flowCode, recoveryCode } = await beginFlow(deps, { identifier, settings, caller: callerOf(req) })
        const channels = await channelsFor(identifier, settings.recovery)
        const channelInfo = { recoveryCode, channels }
        const links = [linkTo(res, 'next', 'recover')]
        res.json([{ mode: 'recoverWithNotifications', flowConfirmationCode: flowCode, channelInfo, links }])
      },
    ),
    operation(
      {
        method: 'post',
        path: '/recover',
        summary: 'Choose how the person is told',
        scope: 'recovery',
        body: recoverBody,
        answers: {},
      },
      async ({ req, res, body: { recoveryCode, channelId } }) => {
        const channel = ({ 1: 'EMAIL', 2: 'EXTERNAL' } as const)[Number(channelId)]
        if (!channel) return answerFault(res, newerFaults.unknownChannel)
        const sent = await recoverBy(deps, { recoveryCode, channel, caller: callerOf(req) })
        answerSent(res, sent, {
          internal: 'PWR-02001',
          external: 'PWR-02002',
          invalid: newerFaults.recoveryCode,
          flowConfirmationCode: flowCodeOf(recoveryCode),
        })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/resend',
        summary: 'Have it sent once more',
        scope: 'recovery',
        body: resendBody,
        answers: {},
      },
      async ({ req, res, body: { resendCode } }) => {
        const sent = await resendBy(deps, { resendCode, caller: callerOf(req) })
        answerSent(res, sent, { internal: 'UAR-02001', external: 'UAR-02001', invalid: newerFaults.resendCode })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/confirm',
        summary: 'Change what was mailed for a reset code',
        scope: 'recovery',
        body: confirmBody,
        answers: {},
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
        scope: 'recovery',
        body: resetBody,
        answers: {},
      },
      (call) => reset(deps, call),
    ),
  ]
}

/** Refuses every step of this version for another tenant, and while reset is closed. */
export const whileOpen: Handler = (_req, res, next) => {
  if (!res.locals.tenant?.isOurs) return answerFault(res, newerFaults.otherTenant)
  if (!isResetOpen(settingsOf(res))) return answerFault(res, newerFaults.resetOff)
  next()
}

async function reset(deps: Deps, { req, res, body }: { req: Request; res: Response; body: ResetBody }): Promise<void> {
  const { resetCode, flowConfirmationCode: flowCode, password } = body
  const done = await resetInFlow(deps, { flowCode, resetCode, password, caller: callerOf(req) })
  if (done.outcome === 'refused') {
    const more = { resetCode, links: [linkTo(res, 'next', 'reset')] }
    return answerFault(res, newerFaults.policy(inEnglish(done.reason)), more)
  }
  if (done.outcome === 'used-up') return answerFault(res, newerFaults.usedUp)
  if (done.outcome === 'closed') return answerFault(res, newerFaults.resetOff)
  if (done.outcome === 'dead-link') return answerFault(res, newerFaults.confirmationCode)
  res.json({ code: 'PWR-02005', message: 'Successful password reset.' })
}

type Codes = { internal: string; external: string; invalid: Fault; flowConfirmationCode?: string }

function answerSent(res: Response, sent: Sent, codes: Codes): void {
  const { internal, external, invalid, flowConfirmationCode } = codes
  if (sent.outcome === 'invalid') {
    answerFault(res, invalid)
  } else if (sent.outcome === 'used-up') {
    answerFault(res, newerFaults.usedUp)
  } else {
    const links = [linkTo(res, 'next', 'confirm'), linkTo(res, 'resend', 'resend')]
    const { resendCode } = sent
    const more = { flowConfirmationCode, resendCode, links }
    if (sent.outcome === 'mailed') {
      const message = 'Password recovery information sent via user preferred notification channel.'
      res.status(202).json({ code: internal, message, notificationChannel: 'EMAIL', ...more })
    } else {
      const message = 'Password recovery information is to be sent by the program that asked.'
      const { confirmationCode } = sent
      res.json({ code: external, message, notificationChannel: 'EXTERNAL', confirmationCode, ...more })
    }
  }
}
