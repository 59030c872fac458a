import { randomUUID, timingSafeEqual } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { networkOf } from '../security/network.ts'
import { takeQuota, windowEnd } from '../security/quota.ts'
import { digestToken } from '../security/tokens.ts'
import { findUser, type User } from '../users/users.ts'
import { spellKey } from './key-in-use.ts'
import { keyIdIn } from './key-text.ts'
import { type ApiKey, findKey, touchKey } from './keys.ts'
import { stateOf } from './life.ts'

export type AdmittedByKey =
  | { outcome: 'admitted'; user: User; key: ApiKey }
  | { outcome: 'refused' }
  | { outcome: 'wait'; seconds: number }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** So many refusals of one network are answered as such in a minute. */
const triesAMinute = 10
/** So many of all networks together: beyond, nothing more is kept of them, however many networks somebody has. */
const triesOfAll = 1000
/** So many refusals of one network are written down in an hour: a forgotten program asks for months. */
const toldAnHour = 4
const nobody = '0'.repeat(24)
const noDigest = '0'.repeat(64)

/** Admits a program by its key, in the name of the administrator who made it. Unknown, expired, revoked and orphaned keys are refused
 *  alike after the same look-ups. No number of guesses finds 256 bits, so refusals of a network only slow it down, and a good key
 *  passes even there. Source: RFC 6750; OWASP ASVS 7.2.1, 11.2.4. */
export async function admitKey(deps: Deps, shown: { text: string; address: string }): Promise<AdmittedByKey> {
  const now = deps.clock.now()
  const id = keyIdIn(shown.text)
  const stored = id === undefined ? undefined : await findKey(id)
  const owner = await findUser(stored?.ownerId ?? nobody)
  const { digest, ...key } = stored ?? { digest: noDigest }
  const isShown = timingSafeEqual(Buffer.from(digestToken(shown.text)), Buffer.from(digest))
  const known = isShown && 'id' in key ? key : undefined
  const state = known && stateOf(known, { owner, now })
  if (!known || !owner || state !== 'good') return refuse({ address: shown.address, now, known, state })
  if (now.getTime() - (known.lastUsedAt?.getTime() ?? 0) >= hourMs) noteUse(deps, known, now)
  return { outcome: 'admitted', user: owner, key: known }
}

/** Beside the call, which need not wait for it. */
function noteUse({ log }: Deps, key: ApiKey, now: Date): void {
  touchKey(key, now).catch((error) => log.warn('api-key-use-not-noted', { id: key.id, error }))
}

interface Refused {
  address: string
  now: Date
  known: ApiKey | undefined
  state: string | undefined
}

async function refuse({ address, now, known, state }: Refused): Promise<AdmittedByKey> {
  const network = networkOf(address)
  const window = { windowMs: minuteMs, now }
  const isWithin =
    (await takeQuota({ name: 'api-key tries of all', limit: triesOfAll, ...window })) &&
    (await takeQuota({ name: `api-key tries ${network}`, limit: triesAMinute, ...window }))
  if (!isWithin) return { outcome: 'wait', seconds: Math.ceil((windowEnd(window).getTime() - now.getTime()) / 1000) }
  if (await takeQuota({ name: `api-key ${network}`, limit: toldAnHour, windowMs: hourMs, now })) {
    const subject = known?.ownerId ?? ''
    const detail = known ? `API key ${spellKey(known)}: ${state?.replace('-', ' ')}` : 'unknown API key'
    const entry = { at: now, action: 'api.sign-in', outcome: 'refused' as const, actor: subject, subject, address }
    await appendEntry({ id: randomUUID(), ...entry, detail })
  }
  return { outcome: 'refused' }
}
