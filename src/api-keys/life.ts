import type { User } from '../users/users.ts'
import type { ApiKey } from './keys.ts'

/** How a key is: good, or why it is dead. 'owner-changed' is every way that takes its owner's sessions: another password, another
 *  role, shut out, all sessions ended. */
export type KeyState = 'good' | 'expired' | 'revoked' | 'owner-changed'

/** How a key is now. It is good only as long as its owner is still the active administrator who made it, with the password of then:
 *  a reset after a takeover ends the keys an intruder made. Source: OWASP ASVS 7.4.3, 8.3.2. */
export function stateOf(key: ApiKey, { owner, now }: { owner: User | undefined; now: Date }): KeyState {
  if (key.revokedAt) return 'revoked'
  if (!(key.expiresAt > now)) return 'expired'
  const isOwners = owner?.status === 'active' && owner.roles.includes('administrator')
  return isOwners && owner.sessionVersion === key.ownerVersion ? 'good' : 'owner-changed'
}
