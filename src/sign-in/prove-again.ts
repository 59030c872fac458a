import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { askLeave, noteSuccess } from '../security/attempts.ts'
import { admitHashing, isPassword } from '../security/passwords.ts'
import { noteProof } from '../sessions/store.ts'
import { identifierKey, keysOf } from '../users/names.ts'
import type { User } from '../users/users.ts'

type Shown = { user: User; sessionId: string; password: string; address: string }

export type Proof = { outcome: 'proven' } | { outcome: 'refused' } | { outcome: 'wait'; seconds: number }

/** Weighs the password of somebody who is signed in and must show again who they are. Wrong guesses count with those of the
 *  sign-in page; where strangers have used those up, a session counts as a known device. Source: OWASP ASVS 7.5.3; OWASP Session Management Cheat Sheet, "Re-authentication". */
export function proveAgain(deps: Deps, given: Shown): Promise<Proof> {
  return admitHashing('proven', () => weigh(deps, given))
}

async function weigh(deps: Deps, given: Shown): Promise<Proof> {
  const { user, sessionId, password, address } = given
  const now = deps.clock.now()
  const { secrets } = deps.config
  const { guessLimits: limits } = (await readSettings()).system
  const asker = { name: identifierKey(user.username), address, way: 'page', device: `session of ${user.id}` } as const
  const asked = await askLeave(secrets, asker, { limits, now })
  if (asked.outcome === 'wait') return asked
  const matches = await isPassword(password, user.passwordHash)
  if (matches) {
    await Promise.all([noteProof(sessionId, now), noteSuccess(secrets, asked.leave, keysOf(user))])
  }
  const outcome = matches ? 'done' : 'refused'
  const { id: actor } = user
  await appendEntry({ id: randomUUID(), at: now, action: 'console.proof', outcome, actor, subject: actor, address })
  return { outcome: matches ? 'proven' : 'refused' }
}
