import { answerFault, type Fault, fault } from '../api/answers.ts'
import { callerOf } from '../api/caller.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { type Cancelled, cancelLetter, type Retried, retryLetter } from './acts.ts'

/** What a letter that nobody knows is answered with. */
export const unknown = fault(404, 'unknown-letter', 'There is no such letter')

const notRetried: Record<Exclude<Retried, 'unknown' | 'queued'>, Fault> = {
  sent: fault(409, 'sent', 'The relay has accepted this letter already'),
  'on-its-way': fault(409, 'on-its-way', 'A worker hands it to the relay right now. Look again in a moment'),
  expired: fault(409, 'expired', 'It is too late for this letter: what it says is no longer true'),
  cancelled: fault(409, 'cancelled', 'This letter was cancelled, so it cannot leave any more'),
  'link-gone': fault(
    409,
    'link-gone',
    'Its link was erased when it was refused. Have a new mail sent to the user instead',
  ),
}

const notCancelled: Record<Exclude<Cancelled, 'unknown' | 'cancelled'>, Fault> = {
  'on-its-way': fault(409, 'on-its-way', 'A worker hands it to the relay right now, so it cannot be called back'),
  ended: fault(409, 'ended', 'This letter no longer waits'),
}

/** What can be done about one letter, by program. */
export function letterActOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'post',
        path: '/{id}/retry',
        summary: 'Try a letter now',
        description: 'One that waits, or one that was refused and can still be written whole in time.',
        scope: 'mail:write',
        answers: {
          202: { description: 'It is tried now; read the letter to see what comes of it' },
          ...refusals(unknown, ...Object.values(notRetried)),
        },
      },
      async ({ req, res, params: { id = '' } }) => {
        const outcome = await retryLetter(deps, { id, by: callerOf(req) })
        if (outcome === 'unknown') return answerFault(res, unknown)
        if (outcome !== 'queued') return answerFault(res, notRetried[outcome])
        res.status(202).end()
      },
    ),
    operation(
      {
        method: 'post',
        path: '/{id}/cancel',
        summary: 'Cancel a letter',
        description: 'Takes a waiting letter back before it leaves. Its link, if it has one, is erased.',
        scope: 'mail:write',
        answers: {
          204: { description: 'It will not leave' },
          ...refusals(unknown, ...Object.values(notCancelled)),
        },
      },
      async ({ req, res, params: { id = '' } }) => {
        const outcome = await cancelLetter(deps, { id, by: callerOf(req) })
        if (outcome === 'unknown') return answerFault(res, unknown)
        if (outcome !== 'cancelled') return answerFault(res, notCancelled[outcome])
        res.status(204).end()
      },
    ),
  ]
}
