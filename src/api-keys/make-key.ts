import type { Deps } from '../deps.ts'
import { keyMadeLetter } from '../my-account/mails.ts'
import { readSettings } from '../organization/settings.ts'
import { digestToken } from '../security/tokens.ts'
import { noteEvent } from '../users/changes.ts'
import type { User } from '../users/users.ts'
import { spellKey } from './key-in-use.ts'
import { newKeyId, newKeyText } from './key-text.ts'
import { type ApiKey, addKey, keysExpiring } from './keys.ts'
import type { Scope } from './scopes.ts'
import { withOwners } from './shown.ts'

/** Nobody keeps more programs apart; it also bounds what a stolen console session can leave behind. Source: OWASP ASVS 2.4.1. */
export const mostKeys = 100
export const longestLifeDays = 365
export const usualLifeDays = 90

const dayMs = 24 * 60 * 60_000

export type MadeKey = { outcome: 'made'; key: ApiKey; text: string } | { outcome: 'too-many' }

interface Wish {
  owner: User
  address: string
  name: string
  scopes: readonly Scope[]
  lifeDays: number
}

let before: Promise<unknown> = Promise.resolve()

/** Makes a key that acts in the name of the administrator who asks for it. Its text is returned here and kept nowhere. 'too-many' where
 *  that many are alive already; of those who ask this process at the same moment each is counted before the next. The owner gets a
 *  letter. */
export function makeKey(deps: Deps, wish: Wish): Promise<MadeKey> {
  const made = before.then(() => makeNext(deps, wish))
  before = made.catch(() => undefined)
  return made
}

async function makeNext(deps: Deps, wish: Wish): Promise<MadeKey> {
  const { owner, address, name, scopes, lifeDays } = wish
  const createdAt = deps.clock.now()
  if ((await countGood(createdAt)) >= mostKeys) return { outcome: 'too-many' }
  const id = newKeyId()
  const text = newKeyText(id)
  const expiresAt = new Date(createdAt.getTime() + lifeDays * dayMs)
  const born = { createdAt, expiresAt, lastUsedAt: null, revokedAt: null }
  const key: ApiKey = { id, name, scopes: [...scopes], ownerId: owner.id, ownerVersion: owner.sessionVersion, ...born }
  const eventId = `api-key-${id}-created`
  const settings = await readSettings()
  const letter = keyMadeLetter(deps, { id: eventId, user: owner, settings, keyName: name, address, until: expiresAt })
  const entry = {
    at: createdAt,
    action: 'api-key.created',
    outcome: 'done' as const,
    actor: owner.id,
    subject: owner.id,
    address,
    detail: `${spellKey(key)}: ${scopes.join(', ')}; until ${expiresAt.toISOString().slice(0, 10)}`,
  }
  // The event first: a key that works shall lack neither its entry nor the letter to its owner.
  await noteEvent(owner.id, { id: eventId, entry, letter })
  deps.background.wake()
  await addKey({ ...key, digest: digestToken(text) })
  return { outcome: 'made', key, text }
}

/** Keys that ended with their owner's password, role or sessions are no longer alive: nobody need revoke them. */
async function countGood(now: Date): Promise<number> {
  const until = new Date(now.getTime() + longestLifeDays * dayMs)
  const keys = await withOwners(await keysExpiring({ from: now, until }), now)
  return keys.filter(({ state }) => state === 'good').length
}
