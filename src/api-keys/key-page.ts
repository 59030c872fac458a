import { inWords } from '../letters/letter.ts'
import type { KeyState } from './life.ts'
import { scopes } from './scopes.ts'
import type { KeyWithOwner } from './shown.ts'
import { soonMs } from './soon.ts'
import { scopeWords } from './words.ts'

const states: Record<KeyState, { text: string; why: string }> = {
  good: { text: 'Active', why: '' },
  expired: { text: 'Expired', why: '' },
  revoked: { text: 'Revoked', why: '' },
  'owner-changed': { text: 'Ended', why: 'Its owner’s password, role or sessions changed' },
}

/** A key as a line of the list. */
export function toRow({ key, owner, state }: KeyWithOwner, now: Date) {
  const { id, name, ownerId, createdAt, expiresAt, lastUsedAt, revokedAt } = key
  return {
    id,
    name,
    may: scopes.filter((scope) => key.scopes.includes(scope)).map((scope) => scopeWords[scope].text),
    owner: owner?.username ?? ownerId,
    ownerHref: owner && `/users/${owner.id}`,
    state,
    stateText: states[state].text,
    why: revokedAt ? inWords(revokedAt) : states[state].why,
    createdAt: inWords(createdAt),
    expiresAt: inWords(expiresAt),
    isSoon: state === 'good' && expiresAt.getTime() - now.getTime() <= soonMs,
    lastUsedAt: lastUsedAt ? inWords(lastUsedAt) : '',
  }
}
