import { answerFault, fault } from '../api/answers.ts'
import { refusals } from '../api/forms.ts'
import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { digestToken } from '../security/tokens.ts'
import { liveSessionsOf, type Session } from '../sessions/store.ts'
import { settingsOf } from '../web/settings.ts'
import { sessionsBody } from './answer-forms.ts'
import { endOneSession } from './end-sessions.ts'
import { byProgram, changeableIn, faults, personIn } from './one-user-operations.ts'

const unknownSession = fault(404, 'unknown-session', 'This person has no such session, or it has ended already')
const exampleSession = {
  id: '5f0c2a9be81d4c37a6120b9d3e7f8a15',
  door: 'public',
  address: '192.0.2.7',
  user_agent: 'Mozilla/5.0',
  started_at: '2026-11-23T09:00:00.000Z',
  seen_at: '2026-11-23T09:12:00.000Z',
}

/** Where a user is signed in, and ending one of these sessions. */
export function sessionOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/{id}/sessions',
        summary: 'List the sessions of a user',
        description: 'At both doors, the one seen last first.',
        scope: 'users:read',
        answers: {
          200: { description: 'The sessions', body: sessionsBody, examples: [{ items: [exampleSession], next: null }] },
          ...refusals(faults.unknownUser),
        },
      },
      async (call) => {
        const user = await personIn(call)
        if (!user) return
        const { sessionLimits: limits } = settingsOf(call.res).system
        const sessions = await liveSessionsOf(user, { now: deps.clock.now(), limits })
        call.res.json({ items: sessions.map(toItem), next: null })
      },
    ),
    operation(
      {
        method: 'delete',
        path: '/{id}/sessions/{session}',
        summary: 'End one session of a user',
        scope: 'users:write',
        answers: {
          204: { description: 'The session is ended' },
          ...refusals(faults.unknownUser, faults.forAdministrators, unknownSession),
        },
      },
      async (call) => {
        const { req, res, params } = call
        const user = await changeableIn(call)
        if (!user) return
        const { sessionLimits: limits } = settingsOf(res).system
        const sessions = await liveSessionsOf(user, { now: deps.clock.now(), limits })
        const session = sessions.find((one) => nameOf(one) === params.session)
        const done = session && (await endOneSession(deps, { user, sessionId: session.id, by: byProgram(req) }))
        if (!done) return answerFault(res, unknownSession)
        res.status(204).end()
      },
    ),
  ]
}

/** What a session is called here: what is kept of its cookie does not leave the house. */
function nameOf({ id }: Session): string {
  return digestToken(`session ${id}`).slice(0, 32)
}

function toItem(session: Session) {
  const { door, address, userAgent, startedAt, seenAt } = session
  const when = { started_at: startedAt.toISOString(), seen_at: seenAt.toISOString() }
  return { id: nameOf(session), door, address, user_agent: userAgent, ...when }
}
