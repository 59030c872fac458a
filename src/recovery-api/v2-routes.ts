import { type Request, type Response, Router } from 'express'
import type { Deps } from '../deps.ts'
import { inEnglish } from '../languages/in-english.ts'
import { isResetOpen } from '../organization/settings.ts'
import { settingsOf } from '../web/settings.ts'
import { callerOf } from './administrator.ts'
import { answerFault, type Fault, plainFault } from './answers.ts'
import { identifierIn } from './claims.ts'
import { newerFaults } from './codes.ts'
import { confirm, resetInFlow } from './confirm-flow.ts'
import { only, parseBody } from './json-body.ts'
import { beginFlow, flowCodeOf, recoverBy, resendBy, type Sent } from './lead-flow.ts'
import { linkTo } from './links.ts'
import { channelsFor } from './masks.ts'
import { plainName } from './tenant.ts'
import { confirmBody, initBody, recoverBody, resendBody, resetBody } from './v2-forms.ts'
import { tellableFault, type UserFault } from './weigh-user.ts'

const userFaults: Record<UserFault, Fault> = {
  'unknown-user': newerFaults.unknownUser,
  'no-address': newerFaults.noChannel,
  disabled: newerFaults.disabled,
  invited: newerFaults.disabled,
}

/** WSO2's recovery API, version 2: one flow from the claim to the new password. Everybody gets a flow, whoever is claimed to be. */
export function v2Routes(deps: Deps): Router {
  const routes = Router()

  routes.use((_req, res, next) => {
    if (!res.locals.tenant?.isOurs) return answerFault(res, newerFaults.otherTenant)
    if (!isResetOpen(settingsOf(res))) return answerFault(res, newerFaults.resetOff)
    next()
  })

  only(routes, 'post', '/init', async (req, res) => {
    const given = identifierIn(parseBody(initBody, req.body).claims)
    if (given === undefined) return answerFault(res, plainFault(400, 'Claim a username or an e-mail address'))
    if (given === null) return answerFault(res, newerFaults.severalUsers)
    const identifier = plainName(given)
    const settings = settingsOf(res)
    const told = await tellableFault(identifier, settings.recoveryApi)
    if (told) return answerFault(res, userFaults[told])
    const { flowCode, recoveryCode } = await beginFlow(deps, { identifier, settings, caller: callerOf(req) })
    const channels = await channelsFor(identifier, settings.recoveryApi)
    const channelInfo = { recoveryCode, channels }
    const links = [linkTo(res, 'next', 'recover')]
    res.json([{ mode: 'recoverWithNotifications', flowConfirmationCode: flowCode, channelInfo, links }])
  })

  only(routes, 'post', '/recover', async (req, res) => {
    const { recoveryCode, channelId } = parseBody(recoverBody, req.body)
    const channel = ({ 1: 'EMAIL', 2: 'EXTERNAL' } as const)[Number(channelId)]
    if (!channel) return answerFault(res, newerFaults.unknownChannel)
    const sent = await recoverBy(deps, { recoveryCode, channel, caller: callerOf(req) })
    answerSent(res, sent, {
      internal: 'PWR-02001',
      external: 'PWR-02002',
      invalid: newerFaults.recoveryCode,
      flowConfirmationCode: flowCodeOf(recoveryCode),
    })
  })

  only(routes, 'post', '/resend', async (req, res) => {
    const { resendCode } = parseBody(resendBody, req.body)
    const sent = await resendBy(deps, { resendCode, caller: callerOf(req) })
    answerSent(res, sent, { internal: 'UAR-02001', external: 'UAR-02001', invalid: newerFaults.resendCode })
  })

  only(routes, 'post', '/confirm', async (req, res) => {
    const { confirmationCode: code, otp } = parseBody(confirmBody, req.body)
    const resetCode = await confirm(deps, { code, otp: otp ?? undefined, caller: callerOf(req) })
    if (resetCode === undefined) return answerFault(res, newerFaults.confirmationCode)
    res.json({ resetCode, links: [linkTo(res, 'next', 'reset')] })
  })

  only(routes, 'post', '/reset', (req, res) => reset(deps, req, res))

  return routes
}

async function reset(deps: Deps, req: Request, res: Response): Promise<void> {
  const { resetCode, flowConfirmationCode: flowCode, password } = parseBody(resetBody, req.body)
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
