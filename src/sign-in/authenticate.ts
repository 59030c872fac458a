import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { noteDelayedSignIn } from '../metrics/instruments.ts'
import { askLeave, noteSuccess } from '../security/attempts.ts'
import { type Device, knownFor } from '../security/device.ts'
import type { GuessLimits } from '../security/guess-limits.ts'
import { spellOneTimeCode } from '../security/one-time-code.ts'
import { admitHashing, isPassword } from '../security/passwords.ts'
import { type DoorName, startSession } from '../sessions/store.ts'
import { noteSignIn } from '../users/changes.ts'
import { identifierKey, keysOf } from '../users/names.ts'
import { findByIdentifier, type User } from '../users/users.ts'
import { type Choice, redeemOneTimeCode } from './redeem-one-time-code.ts'
import { renewHashLater } from './renew-hash.ts'

export interface Credentials {
  identifier: string
  password: string
  door: DoorName
  address: string
  userAgent: string
  limits: GuessLimits
  /** What the browser is known by. */
  device?: Device | undefined
  /** Where somebody goes on who has to choose a new password first. */
  returnTo?: string | undefined
}

export type SignedIn =
  | { outcome: 'signed-in'; cookie: string; user: User }
  | ({ outcome: 'must-choose' } & Choice)
  | { outcome: 'refused' }
  | { outcome: 'wait'; seconds: number }

/** Signs somebody in at a door. One leave for the name as typed, one look-up, one hash for every outcome, so that wrong passwords, unknown names,
 *  disabled accounts and people without a password cannot be told apart. Somebody who must choose a
 *  new password has no password but their one-time code, which leads to choosing one, not in. At the admin door only administrators get in. `user` is who it
 *  was before this sign-in.
 *  Source: OWASP Authentication Cheat Sheet, "Authentication Responses". */
export function authenticate(deps: Deps, given: Credentials): Promise<SignedIn> {
  return admitHashing('guess', () => weigh(deps, given))
}

async function weigh(deps: Deps, given: Credentials): Promise<SignedIn> {
  const now = deps.clock.now()
  const { secrets } = deps.config
  const name = identifierKey(given.identifier)
  const device = knownFor(secrets, given.device, name)
  const asked = await askLeave(
    secrets,
    { name, address: given.address, way: 'page', device },
    { limits: given.limits, now },
  )
  if (asked.outcome === 'wait') {
    noteDelayedSignIn(given.door)
    return asked
  }
  const user = await findByIdentifier(given.identifier)
  const isForced = user?.status === 'reset-required'
  const typed = isForced ? spellOneTimeCode(given.password) : given.password
  const hash = isForced ? liveCodeOf(user, now) : user?.passwordHash
  const matches = await isPassword(typed, hash)
  if (matches && isForced && hash && belongsAt(user, given.door)) {
    const choice = await redeemOneTimeCode(deps, { user, hash, address: given.address, returnTo: given.returnTo })
    if (choice) return { outcome: 'must-choose', ...choice }
  }
  if (!matches || user?.status !== 'active' || !belongsAt(user, given.door)) {
    await record(deps, { given, subject: user?.id ?? '', outcome: 'refused' })
    return { outcome: 'refused' }
  }
  const cookie = await startSession({
    door: given.door,
    userId: user.id,
    sessionVersion: user.sessionVersion,
    startedAt: now,
    address: given.address,
    userAgent: given.userAgent,
  })
  await Promise.all([
    noteSuccess(secrets, asked.leave, keysOf(user)),
    noteSignIn(user.id, now),
    record(deps, { given, subject: user.id, outcome: 'done' }),
  ])
  renewHashLater(deps, user, given.password)
  return { outcome: 'signed-in', cookie, user }
}

function liveCodeOf({ forcedReset }: User, now: Date): string | undefined {
  const code = forcedReset?.code
  return code && code.expiresAt > now ? code.hash : undefined
}

function belongsAt(user: User, door: DoorName): boolean {
  return door === 'public' || user.roles.includes('administrator')
}

function record(deps: Deps, done: { given: Credentials; subject: string; outcome: 'done' | 'refused' }): Promise<void> {
  const { given, subject, outcome } = done
  const action = given.door === 'admin' ? 'console.sign-in' : 'sign-in'
  const at = deps.clock.now()
  return appendEntry({ id: randomUUID(), at, action, outcome, actor: subject, subject, address: given.address })
}
