import type { Deps } from '../deps.ts'
import { endSession, endSessionsOf, liveSessionsOf, longestLimits } from '../sessions/store.ts'
import { actEvent, type By } from './act-event.ts'
import { noteEvent, raiseSessionVersion } from './changes.ts'
import type { User } from './users.ts'

/** Ends one session of a person. False where that person has no such session any more. Source: OWASP ASVS 7.4.5. */
export async function endOneSession(deps: Deps, input: { user: User; sessionId: string; by: By }): Promise<boolean> {
  const { user, sessionId, by } = input
  const sessions = await liveSessionsOf(user, { now: deps.clock.now(), limits: longestLimits })
  if (!sessions.some(({ id }) => id === sessionId)) return false
  await endSession(sessionId)
  await noteEvent(user.id, actEvent(deps, { userId: user.id, by, action: 'session.ended' }))
  deps.background.wake()
  return true
}

/** Ends all sessions of a person, those being started at this moment included. Source: OWASP ASVS 7.4.5. */
export async function endAllSessions(deps: Deps, input: { userId: string; by: By }): Promise<void> {
  await raiseSessionVersion(input.userId, actEvent(deps, { ...input, action: 'sessions.ended' }))
  await endSessionsOf(input.userId)
  deps.background.wake()
}
