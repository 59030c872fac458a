import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { noteProof } from '../sessions/store.ts'
import type { User } from '../users/users.ts'
import { weighOwnPassword } from './weigh-own-password.ts'

type Shown = { user: User; sessionId: string; password: string; address: string }

export type Proof = { outcome: 'proven' } | { outcome: 'refused' } | { outcome: 'wait'; seconds: number }

/** Weighs the password of somebody who is signed in and must show again who they are, and notes the proof in the session and the audit
 *  log. Source: OWASP ASVS 7.5.3; OWASP Session Management Cheat Sheet, "Re-authentication". */
export async function proveAgain(deps: Deps, given: Shown): Promise<Proof> {
  const { user, sessionId, address } = given
  const at = deps.clock.now()
  const weighed = await weighOwnPassword(deps, given)
  if (weighed.outcome === 'wait') return weighed
  const isRight = weighed.outcome === 'right'
  if (isRight) await noteProof(sessionId, at)
  const outcome = isRight ? 'done' : 'refused'
  const { id: actor } = user
  await appendEntry({ id: randomUUID(), at, action: 'console.proof', outcome, actor, subject: actor, address })
  return { outcome: isRight ? 'proven' : 'refused' }
}
