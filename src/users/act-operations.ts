// A little over 120 lines: the acts on one user, each with what the document says about it.

import { answerFault, type Fault, fault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Answer, type Asked, type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen } from '../organization/settings.ts'
import { requestReset } from '../password-reset/request-reset.ts'
import { clientOf } from '../web/client.ts'
import { settingsOf } from '../web/settings.ts'
import { linkBody, userDetailsBody } from './answer-forms.ts'
import { endAllSessions } from './end-sessions.ts'
import { exampleDetails } from './example-operations.ts'
import { handOutLink } from './hand-out-link.ts'
import { inviteAgain } from './invite.ts'
import { answerUser, byProgram, changeableIn, faults } from './one-user-operations.ts'
import { letIn, shutOut } from './shut-out.ts'
import { unlock } from './unlock.ts'
import type { User } from './users.ts'

const notDisabled = fault(409, 'already-enabled', 'The account is not disabled')
const notInvited = fault(409, 'not-invited', 'This person is not waiting for an invitation')
const exampleLink = {
  link: `https://id.example.org/reset-password?token=${'x'.repeat(42)}A`,
  purpose: 'reset',
  expires_at: '2026-11-23T09:30:00.000Z',
}

/** What can be done about one user, by the names that the console's forms have. */
export function actOperations(deps: Deps): Operation[] {
  return [
    act(
      {
        name: 'disable',
        summary: 'Disable a user',
        description: 'All sessions and links of the user end with it. Disabling again changes nothing.',
        done: userAnswer('disabled'),
        refused: [faults.ownAccount, faults.lastAdministrator],
      },
      async ({ req, res }, { id: userId }) => {
        const by = byProgram(req)
        if (userId === by.id) return answerFault(res, faults.ownAccount)
        const outcome = await shutOut(deps, { userId, by })
        if (outcome === 'last-administrator') return answerFault(res, faults.lastAdministrator)
        await answerUser(deps, res, userId)
      },
    ),
    act(
      { name: 'enable', summary: 'Enable a disabled user', done: userAnswer('active'), refused: [notDisabled] },
      async ({ req, res }, { id: userId }) => {
        if (!(await letIn(deps, { userId, by: byProgram(req) }))) return answerFault(res, notDisabled)
        await answerUser(deps, res, userId)
      },
    ),
    act(
      {
        name: 'invite',
        summary: 'Mail the invitation again',
        description: 'A new link takes the place of the old one.',
        done: { 202: { description: 'The invitation is on its way' } },
        refused: [notInvited],
      },
      async ({ req, res }, { id: userId }) => {
        if (!(await inviteAgain(deps, { userId, by: byProgram(req) }))) return answerFault(res, notInvited)
        res.status(202).end()
      },
    ),
    act(
      {
        name: 'reset-mail',
        summary: 'Mail a link for choosing a new password',
        description: 'The limit per person holds here too; the timeline says what became of the mail.',
        done: { 202: { description: 'The mail is on its way, unless the limit for this person is reached' } },
        refused: [faults.resetClosed, faults.disabled, faults.invited],
      },
      async ({ req, res }, { username, status }) => {
        if (status === 'disabled' || status === 'invited') return answerFault(res, faults[status])
        if (!isResetOpen(settingsOf(res))) return answerFault(res, faults.resetClosed)
        await requestReset(deps, { identifier: username, ...clientOf(req), askedBy: byProgram(req).id })
        res.status(202).end()
      },
    ),
    act(
      {
        name: 'one-time-link',
        summary: 'Make a link for choosing a password, to be handed over',
        description:
          'For when mail is down. It takes the place of any link this person holds, is shown in this answer and nowhere else, and the ' +
          'person is told by mail that it was made.',
        done: { 200: { description: 'The link', body: linkBody, examples: [exampleLink] } },
        refused: [faults.disabled, faults.resetClosed],
      },
      async ({ req, res }, { id: userId }) => {
        const made = await handOutLink(deps, { userId, by: byProgram(req) })
        if (made.outcome !== 'made') return answerFault(res, noLink[made.outcome])
        const { link, purpose, expiresAt } = made
        res.json({ link, purpose, expires_at: expiresAt.toISOString() })
      },
    ),
    act(
      {
        name: 'unlock',
        summary: 'Forget failed sign-ins',
        description: 'The next sign-in of this person need not wait.',
        done: { 204: { description: 'They are forgotten' } },
      },
      async ({ req, res }, user) => {
        await unlock(deps, { user, by: byProgram(req) })
        res.status(204).end()
      },
    ),
    act(
      { name: 'end-sessions', summary: 'End all sessions', done: { 204: { description: 'They are ended' } } },
      async ({ req, res }, { id: userId }) => {
        await endAllSessions(deps, { userId, by: byProgram(req) })
        res.status(204).end()
      },
    ),
  ]
}

const noLink = {
  disabled: faults.disabled,
  closed: faults.resetClosed,
  unknown: faults.unknownUser,
  administrator: faults.forAdministrators,
}

interface Act {
  name: string
  summary: string
  description?: string
  done: Record<number, Answer>
  refused?: Fault[]
}

/** One act; what it needs of its caller and of the path is the same for all. */
function act(words: Act, perform: (call: Asked, user: User) => Promise<void>): Operation {
  const { name, done, refused = [], ...said } = words
  const answers = { ...done, ...refusals(faults.unknownUser, faults.forAdministrators, ...refused) }
  return operation({ method: 'post', path: `/{id}/${name}`, ...said, scope: 'users:write', answers }, async (call) => {
    const user = await changeableIn(call)
    if (user) await perform(call, user)
  })
}

function userAnswer(status: string): Record<number, Answer> {
  const example = { ...exampleDetails, status, link: null }
  return { 200: { description: 'The user as it is now', body: userDetailsBody, examples: [example] } }
}
