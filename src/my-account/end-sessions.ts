import type { Deps } from '../deps.ts'
import { endSessionsOf, startSession } from '../sessions/store.ts'
import { actEvent } from '../users/act-event.ts'
import { raiseSessionVersion } from '../users/changes.ts'
import { endOneSession } from '../users/end-sessions.ts'
import type { User } from '../users/users.ts'
import { type NotKnown, weighPassword } from './weigh-password.ts'

export type Ended = { outcome: 'ended' | 'gone' } | { outcome: 'all-ended'; cookie: string } | NotKnown

type Asked = { user: User; session: string; current: string; address: string; userAgent: string }

/** Ends one session of somebody who is signed in and knows their password, or with 'others' all but this one, which goes on under a new
 *  cookie; sign-ins that are just under way end too. 'gone' where the session had ended already. Source: OWASP ASVS 7.5.2. */
export async function endSessions(deps: Deps, asked: Asked): Promise<Ended> {
  const { user, session, current, address } = asked
  const action = session === 'others' ? 'sessions.ended' : 'session.ended'
  const known = await weighPassword(deps, { user, current, action, address })
  if (known.outcome !== 'known') return known
  const by = { id: user.id, username: user.username, address }
  if (session === 'others') return endOthers(deps, asked, actEvent(deps, { userId: user.id, by, action }))
  return { outcome: (await endOneSession(deps, { user, sessionId: session, by })) ? 'ended' : 'gone' }
}

async function endOthers(deps: Deps, asked: Asked, event: ReturnType<typeof actEvent>): Promise<Ended> {
  const { user, address, userAgent } = asked
  await raiseSessionVersion(user.id, event)
  await endSessionsOf(user.id)
  deps.background.wake()
  const born = { userId: user.id, sessionVersion: user.sessionVersion + 1, startedAt: deps.clock.now() }
  return { outcome: 'all-ended', cookie: await startSession({ ...born, door: 'public', address, userAgent }) }
}
