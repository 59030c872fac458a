import { answerFault, fault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { userDetailsBody } from './answer-forms.ts'
import { giveAdministration, takeAdministration } from './change-roles.ts'
import { exampleDetails } from './example-operations.ts'
import { answerUser, byProgram, faults, personIn } from './one-user-operations.ts'

const already = fault(409, 'already-administrator', 'This person is an administrator already')
const notOne = fault(409, 'not-administrator', 'This person is not an administrator')
const active = { ...exampleDetails, status: 'active', link: null }

/** The administrator's role, by program. No key gives or takes it. */
export function roleOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/{id}/make-administrator',
        summary: 'Make a user an administrator',
        description:
          'All sessions of the person end, and links from before: the new rights begin with a new sign-in. Whoever was still invited ' +
          'gets a new invitation.',
        scope: 'administrator',
        answers: {
          200: {
            description: 'The user as it is now',
            body: userDetailsBody,
            examples: [{ ...active, roles: ['administrator'] }],
          },
          ...refusals(faults.unknownUser, already),
        },
      },
      async (call) => {
        const { req, res } = call
        const user = await personIn(call)
        if (!user) return
        const { outcome } = await giveAdministration(deps, { userId: user.id, by: byProgram(req) })
        if (outcome === 'unchanged') return answerFault(res, already)
        await answerUser(deps, res, user.id)
      },
    ),
    operation(
      {
        method: 'post',
        path: '/{id}/make-user',
        summary: 'Take the administrator role',
        description:
          'All sessions of the person end, and links from before; whoever was still invited gets a new invitation. The last active ' +
          'administrator keeps the role.',
        scope: 'administrator',
        answers: {
          200: { description: 'The user as it is now', body: userDetailsBody, examples: [active] },
          ...refusals(faults.unknownUser, faults.ownAccount, faults.lastAdministrator, notOne),
        },
      },
      async (call) => {
        const { req, res } = call
        const user = await personIn(call)
        if (!user) return
        const by = byProgram(req)
        if (user.id === by.id) return answerFault(res, faults.ownAccount)
        const { outcome } = await takeAdministration(deps, { userId: user.id, by })
        if (outcome === 'last-administrator') return answerFault(res, faults.lastAdministrator)
        if (outcome === 'unchanged') return answerFault(res, notOne)
        await answerUser(deps, res, user.id)
      },
    ),
  ]
}
