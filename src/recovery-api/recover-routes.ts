// A little over 120 lines: two calls that answer alike, each with what the document says about it.

import type { Response } from 'express'
import { answerFault, type Fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { newerFaults } from './codes.ts'
import { flowCodeOf, recoverBy, resendBy, type Sent } from './lead-flow.ts'
import { linkTo } from './links.ts'
import {
  handedOverAgainBody,
  handedOverBody,
  mailedAgainBody,
  mailedBody,
  recoverBody,
  resendBody,
} from './v2-forms.ts'

const mailed = 'Password recovery information sent via user preferred notification channel.'
const handedOver = 'Password recovery information is to be sent by the program that asked.'
const code = 'o7eQ2cGx0QmVv5rVJ0mF3l6yq8k1b4sT9uZwXnYdEaI'
const at = (step: string) => `/t/carbon.super/api/users/v2/recovery/password/${step}`
const links = [
  { rel: 'next', href: at('confirm'), type: 'POST' },
  { rel: 'resend', href: at('resend'), type: 'POST' },
]
const sentExample = { message: mailed, notificationChannel: 'EMAIL', resendCode: code, links }
const handedOverExample = {
  message: handedOver,
  notificationChannel: 'EXTERNAL',
  confirmationCode: code,
  resendCode: code,
  links,
}

/** The second step of version 2: having the person told, and told once more. */
export function recoverOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/recover',
        summary: 'Choose how the person is told',
        description: 'The recovery code is spent by it. Channel 1 mails a link and eight digits.',
        scope: 'recovery',
        body: recoverBody,
        bodyExamples: [
          { recoveryCode: code, channelId: '1', properties: [] },
          { recoveryCode: code, channelId: '2' },
        ],
        answers: {
          202: {
            description: 'This server mails',
            body: mailedBody,
            examples: [{ code: 'PWR-02001', flowConfirmationCode: code, ...sentExample }],
          },
          200: {
            description: 'The program tells the person, with the confirmation code',
            body: handedOverBody,
            examples: [{ code: 'PWR-02002', flowConfirmationCode: code, ...handedOverExample }],
          },
          ...refusals(
            newerFaults.recoveryCode,
            newerFaults.unknownChannel,
            newerFaults.otherTenant,
            newerFaults.resetOff,
          ),
        },
      },
      async ({ req, res, body: { recoveryCode, channelId } }) => {
        const channel = ({ 1: 'EMAIL', 2: 'EXTERNAL' } as const)[Number(channelId)]
        if (!channel) return answerFault(res, newerFaults.unknownChannel)
        const sent = await recoverBy(deps, { recoveryCode, channel, caller: callerOf(req) })
        const flowConfirmationCode = flowCodeOf(recoveryCode)
        const codes = { internal: 'PWR-02001', external: 'PWR-02002', invalid: newerFaults.recoveryCode }
        answerSent(res, sent, { ...codes, flowConfirmationCode })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/resend',
        summary: 'Have it sent once more',
        description:
          'By the channel that was chosen. The resend code is spent by it, and another comes back; a sixth time ends the flow.',
        scope: 'recovery',
        body: resendBody,
        bodyExamples: [{ resendCode: code, properties: [] }],
        answers: {
          202: {
            description: 'This server mails',
            body: mailedAgainBody,
            examples: [{ code: 'UAR-02001', ...sentExample }],
          },
          200: {
            description: 'The program tells the person, with the new confirmation code',
            body: handedOverAgainBody,
            examples: [{ code: 'UAR-02001', ...handedOverExample }],
          },
          ...refusals(newerFaults.resendCode, newerFaults.usedUp, newerFaults.otherTenant, newerFaults.resetOff),
        },
      },
      async ({ req, res, body: { resendCode } }) => {
        const sent = await resendBy(deps, { resendCode, caller: callerOf(req) })
        answerSent(res, sent, { internal: 'UAR-02001', external: 'UAR-02001', invalid: newerFaults.resendCode })
      },
    ),
  ]
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
      res.status(202).json({ code: internal, message: mailed, notificationChannel: 'EMAIL', ...more })
    } else {
      const { confirmationCode } = sent
      res.json({ code: external, message: handedOver, notificationChannel: 'EXTERNAL', confirmationCode, ...more })
    }
  }
}
