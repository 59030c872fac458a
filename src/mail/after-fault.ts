import { untilWritten } from '../database/until-written.ts'
import type { Deps } from '../deps.ts'
import type { SmtpFault, SmtpFaultKind } from '../smtp/fault.ts'
import * as queue from './queue.ts'
import { nextTry } from './retry.ts'

/** A fault that no letter can help stops all sending for this long, or until SMTP settings are saved. */
const pauseMs = 5 * 60_000
/** Faults without an answer from the relay: it cannot be reached, for this letter as for all others. */
const outOfReach: SmtpFaultKind[] = ['lookup', 'connect', 'timeout', 'tls', 'greeting']

type FaultDeps = Pick<Deps, 'clock' | 'log'>

/** What was tried, and how the queue stood before. A knock is a try before its time, which does not count where the relay is still
 *  away; `random` is the jitter, 0 to 1. */
export interface Tried {
  row: queue.QueuedMail
  standing: queue.Standing
  isKnock: boolean
  random: number
}

/** Decides what becomes of a letter that the relay did not accept: a fault of the settings pauses the queue and costs the letter
 *  nothing, a refusal for good ends it, and whatever may pass puts it back for its next try. Says whether others may go on. */
export async function afterFault(deps: FaultDeps, tried: Tried, fault: SmtpFault): Promise<boolean> {
  const { row, standing, isKnock, random } = tried
  const { kind, code, permanent } = fault
  // without encryption a server's own words ("command not recognized") do not say what is wrong
  const reply = kind === 'tls' ? fault.words : (fault.reply ?? fault.words)
  const now = deps.clock.now()
  const named = { mail: row._id, kind: row.kind, stage: kind, code, reply, attempt: row.attempts + 1 }
  const isAway = code === undefined && outOfReach.includes(kind)
  if (isKnock && isAway) {
    deps.log.debug('relay-still-away', named)
    await queue.release(row, reply, now)
    return false
  }
  deps.log.warn('mail-not-accepted', named)
  const isLater = code !== undefined && code < 500
  if ((kind === 'authentication' && !isLater) || (kind === 'sender' && permanent)) return pauseFor(deps, tried, reply)
  if (permanent) {
    await untilWritten(() => queue.park(row, { state: 'failed', reply }, now))
    return true
  }
  if (isAway) await queue.noteRelayAway(standing, now)
  const isGreylisting = isLater && (kind === 'recipient' || kind === 'data')
  const notBefore = nextTry(row, { now, later: isGreylisting, random })
  if (notBefore) await queue.putBack(row, { reply, notBefore, blamesRelay: kind !== 'recipient' }, now)
  else await queue.park(row, { state: kind === 'recipient' ? 'failed' : 'expired', reply }, now)
  return true
}

/** Stops all sending and gives the row back untried. Where other settings were saved meanwhile nothing stops: the next try is
 *  theirs. Says whether others may go on. */
export async function pauseFor(deps: FaultDeps, tried: Pick<Tried, 'row' | 'standing'>, reason: string) {
  const { row, standing } = tried
  const now = deps.clock.now()
  const isPaused = await queue.pause(reason, new Date(now.getTime() + pauseMs), standing.era)
  if (isPaused) deps.log.error('mail-queue-paused', { reason, minutes: pauseMs / 60_000 })
  await queue.release(row, reason, now)
  return !isPaused
}
