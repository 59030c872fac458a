import { callerOf } from '../api/caller.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { resumeQueue } from './acts.ts'
import { queueBody } from './api-forms.ts'
import { oldestWaiting } from './history.ts'
import { countWaiting, pauseUnderWay } from './queue.ts'

/** The queue as a whole, by program. */
export function queueOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/queue',
        summary: 'Read how the queue stands',
        scope: 'mail:read',
        answers: {
          200: {
            description: 'The queue',
            body: queueBody,
            examples: [{ waiting: 0, oldest_queued_at: null, paused_until: null, pause_reason: null }],
          },
        },
      },
      async ({ res }) => {
        const [waiting, oldest, pause] = await Promise.all([
          countWaiting(),
          oldestWaiting(),
          pauseUnderWay(deps.clock.now()),
        ])
        res.json({
          waiting,
          oldest_queued_at: oldest?.createdAt.toISOString() ?? null,
          paused_until: pause?.until.toISOString() ?? null,
          pause_reason: pause?.reason ?? null,
        })
      },
    ),
    operation(
      {
        method: 'post',
        path: '/queue/resume',
        summary: 'End a pause',
        description: 'All waiting letters are tried at once, also where the queue was not paused.',
        scope: 'mail:write',
        answers: { 202: { description: 'Waiting letters are tried now' } },
      },
      async ({ req, res }) => {
        await resumeQueue(deps, callerOf(req))
        res.status(202).end()
      },
    ),
  ]
}
