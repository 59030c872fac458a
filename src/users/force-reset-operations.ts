import { answerFault, fault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { forcedBody } from './answer-forms.ts'
import { forceResetBody } from './call-forms.ts'
import { type Forced, forceReset } from './force-reset.ts'
import { byProgram, changeableIn, faults } from './one-user-operations.ts'

const wayOff = fault(409, 'way-off', 'This way is switched off under Configuration, Account Recovery')
const expires_at = '2026-11-24T09:00:00.000Z'

const refused: Record<Exclude<Forced['outcome'], 'forced'>, ReturnType<typeof fault>> = {
  unknown: faults.unknownUser,
  yourself: faults.ownAccount,
  administrator: faults.forAdministrators,
  invited: faults.invited,
  disabled: faults.disabled,
  'last-administrator': faults.lastAdministrator,
  'way-off': wayOff,
  closed: faults.resetClosed,
}

/** Requiring a new password of somebody. */
export function forceResetOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/{id}/force-reset',
        summary: 'Make a user choose a new password',
        description:
          'The old password is dead at once, and all sessions and links end. link and code mail what the new one is chosen with; ' +
          'offline-code returns a code here, once, that you give to the person.',
        scope: 'users:write',
        body: forceResetBody,
        bodyExamples: [{ way: 'link' }, { way: 'offline-code' }],
        answers: {
          200: {
            description: 'A new password is required; expires_at says until when what was mailed or returned works',
            body: forcedBody,
            examples: [
              { expires_at, code: null },
              { expires_at, code: 'XXXX-XXXX-XXXX' },
            ],
          },
          ...refusals(...Object.values(refused)),
        },
      },
      async (call) => {
        const { req, res, body } = call
        const user = await changeableIn(call)
        if (!user) return
        const done = await forceReset(deps, { userId: user.id, by: byProgram(req), way: body.way })
        if (done.outcome !== 'forced') return answerFault(res, refused[done.outcome])
        res.json({ expires_at: done.expiresAt.toISOString(), code: done.code ?? null })
      },
    ),
  ]
}
