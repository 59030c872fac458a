// A little over 120 lines: a guess from the leave for it to what becomes of it.
import {
  closedUntil,
  delayedUntil,
  type GuessLimits,
  hourMs,
  type Origin,
  type Tally,
  type Way,
} from './guess-limits.ts'
import { nameDigest } from './name-digest.ts'
import { networkOf } from './network.ts'
import { type NewName, returnName, takeName } from './new-names.ts'
import { windowStart } from './quota.ts'
import { countGuess, findTallies, findTally, forgive, type KeptTally, removeTallies, takeOff } from './tallies.ts'

/** More than the guesses a name has in an hour: whoever loses a round lost it to one that was counted. */
const rounds = 12
const untried: Tally & { expiresAt?: Date } = { failures: 0, guesses: [] }
const anyStranger: Origin = { from: '', way: 'page' }

/** Who guesses at what: the name as typed, and what is known of the origin. `device` names what somebody signed in with before. */
export interface Asker {
  name: string
  address: string
  way: 'page' | 'program'
  device?: string | undefined
}

/** What was counted: to be taken back when the guess turns out right. */
export interface Leave {
  name: string
  nr: number
  newName?: NewName | undefined
}

export type Permission = { outcome: 'allowed'; leave: Leave } | { outcome: 'wait'; seconds: number }

/** Asks leave for one more guess at a password and counts it as a failure before it is weighed, so that guesses in parallel
 *  cannot slip past the count. Nothing is looked up: known and unknown names wait alike. Names and origins are kept as keyed digests.
 *  Where strangers have used up the ceilings, a known device goes on with a count of its own. Throws where the database is away: then
 *  nobody guesses. Source: OWASP Authentication Cheat Sheet, "Account Lockout"; NIST SP 800-63B-4 §3.2.2. */
export async function askLeave(
  secrets: readonly string[],
  asker: Asker,
  at: { limits: GuessLimits; now: Date },
): Promise<Permission> {
  const { now } = at
  const name = nameDigest(secrets, asker.name)
  const stranger: Origin = { from: nameDigest(secrets, `\0network ${networkOf(asker.address)}`), way: asker.way }
  const known = knownOrigin(secrets, asker)
  const hourStart = windowStart({ windowMs: hourMs, now })
  let newName: NewName | undefined
  for (let round = 0; round < rounds; round++) {
    const kept = await findTally(name)
    const tally = liveTally(kept, now)
    const isNew = !tally.guesses.some(({ from, at: made }) => from === stranger.from && made >= hourStart)
    if (!isNew) newName = await returned(newName)
    let origin = stranger
    let until = closedUntil(tally, stranger, at)
    if (until <= now.getTime() && isNew)
      newName ??= await takeName({ network: stranger.from, isUnderWay: tally !== untried }, at)
    until = Math.max(until, newName?.fullUntil ?? 0)
    if (until > now.getTime() && known) {
      origin = known
      until = closedUntil(tally, known, at)
    }
    until = Math.max(until, delayedUntil(tally, origin, now))
    if (until > now.getTime()) {
      await returned(newName)
      return waitUntil(Math.min(until, tally.expiresAt?.getTime() ?? until), now)
    }
    const nr = await countGuess({ id: name, kept, tally, origin, now })
    if (nr !== undefined) return { outcome: 'allowed', leave: { name, nr, newName } }
  }
  await returned(newName)
  return { outcome: 'wait', seconds: 1 }
}

/** Takes back what a right password was counted as, and nothing else: a program that calls steadily, and a session that shows its password
 *  once more, forgive nobody's guesses. */
export async function takeBack({ name, nr, newName }: Leave): Promise<void> {
  await Promise.all([takeOff(name, nr), newName && returnName(newName)])
}

/** Takes it back after a sign-in at a page, and forgets the failures in a row at these names. The guesses of the last hour stay counted,
 *  also those from the same network, so that an owner who signs in gives nobody more of them. */
export async function noteSuccess(secrets: readonly string[], leave: Leave, names: string[]): Promise<void> {
  const ids = names.map((name) => nameDigest(secrets, name))
  await Promise.all([forgive(ids, leave.nr), leave.newName && returnName(leave.newName)])
}

/** Forgets all guesses at these names: after a reset, and when an administrator unlocks somebody. */
export async function clearAttempts(secrets: readonly string[], names: string[]): Promise<void> {
  await removeTallies(names.map((name) => nameDigest(secrets, name)))
}

/** When the next guess may be made by whoever has to wait longest, at any of these names; undefined where nobody has to. Counts nothing. */
export async function waitingUntil(
  secrets: readonly string[],
  names: string[],
  at: { limits: GuessLimits; now: Date },
): Promise<Date | undefined> {
  const kept = await findTallies(names.map((name) => nameDigest(secrets, name)))
  const moments = kept.flatMap((tally) =>
    tally.guesses
      .map((origin) => Math.max(closedUntil(tally, origin, at), delayedUntil(tally, origin, at.now)))
      .concat(closedUntil(tally, anyStranger, at))
      .map((until) => Math.min(until, tally.expiresAt.getTime())),
  )
  const latest = Math.max(0, ...moments)
  return latest > at.now.getTime() ? new Date(latest) : undefined
}

function knownOrigin(secrets: readonly string[], { device, way }: Asker): Origin | undefined {
  const knownWay: Record<Asker['way'], Way> = { page: 'known', program: 'known-program' }
  return device === undefined ? undefined : { from: nameDigest(secrets, `\0device ${device}`), way: knownWay[way] }
}

function liveTally(kept: KeptTally | null, now: Date): typeof untried {
  return kept && kept.expiresAt > now ? kept : untried
}

async function returned(newName: NewName | undefined): Promise<undefined> {
  if (newName) await returnName(newName)
}

function waitUntil(next: number, now: Date): Permission {
  return { outcome: 'wait', seconds: Math.ceil((next - now.getTime()) / 1000) }
}
