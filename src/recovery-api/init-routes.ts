import { answerFault, type Fault, plainFault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { settingsOf } from '../web/settings.ts'
import { emailClaim, identifierIn, usernameClaim } from './claims.ts'
import { newerFaults } from './codes.ts'
import { beginFlow } from './lead-flow.ts'
import { linkTo } from './links.ts'
import { channelsFor } from './masks.ts'
import { flowsBody, initBody } from './v2-forms.ts'
import { tellableFault, type UserFault } from './weigh-user.ts'

const userFaults: Record<UserFault, Fault> = {
  'unknown-user': newerFaults.unknownUser,
  'no-address': newerFaults.noChannel,
  disabled: newerFaults.disabled,
  invited: newerFaults.disabled,
  locked: newerFaults.locked,
}

const flow = {
  mode: 'recoverWithNotifications',
  flowConfirmationCode: 'yq2Xb6mWcE8rT1uPz0aVn5kLd7sJf3hGi9oQxRwYtKM',
  channelInfo: {
    recoveryCode: 'o7eQ2cGx0QmVv5rVJ0mF3l6yq8k1b4sT9uZwXnYdEaI',
    channels: [
      { id: '1', type: 'EMAIL', value: 'k*****@e*****.com', preferred: true },
      { id: '2', type: 'EXTERNAL', value: '', preferred: false },
    ],
  },
  links: [{ rel: 'next', href: '/t/carbon.super/api/users/v2/recovery/password/recover', type: 'POST' }],
}

/** The first step of version 2. Everybody gets a flow, whoever is claimed to be. */
export function initOperation(deps: Deps): Operation {
  return operation(
    {
      method: 'post',
      path: '/init',
      summary: 'Begin a password recovery',
      description:
        'Gives a flow to everybody, known or not, unless a notify_… switch of the Account Recovery tab is on: PWR-10004, UAR-10002 and UAR-10003 come only then. A flow lives as long as a link, at least 15 minutes.',
      scope: 'recovery',
      body: initBody,
      bodyExamples: [
        { claims: [{ uri: usernameClaim, value: 'kim' }], properties: [] },
        { claims: [{ uri: emailClaim, value: 'kim@example.com' }] },
      ],
      answers: {
        200: { description: 'A list with one flow', body: flowsBody, examples: [[flow]] },
        ...refusals(
          newerFaults.severalUsers,
          newerFaults.otherTenant,
          newerFaults.resetOff,
          ...Object.values(userFaults),
        ),
      },
    },
    async ({ req, res, body }) => {
      const identifier = identifierIn(body.claims)
      if (identifier === undefined) return answerFault(res, plainFault(400, 'Claim a username or an e-mail address'))
      if (identifier === null) return answerFault(res, newerFaults.severalUsers)
      const settings = settingsOf(res)
      const told = await tellableFault(identifier, settings.recovery)
      if (told) return answerFault(res, userFaults[told])
      const { flowCode, recoveryCode } = await beginFlow(deps, { identifier, settings, caller: callerOf(req) })
      const channels = await channelsFor(identifier, settings.recovery)
      const channelInfo = { recoveryCode, channels }
      const links = [linkTo(res, 'next', 'recover')]
      res.json([{ mode: 'recoverWithNotifications', flowConfirmationCode: flowCode, channelInfo, links }])
    },
  )
}
