import { untilWritten } from '../database/until-written.ts'
import type { Deps, Letter, MailTransport, SmtpServer } from '../deps.ts'
import { writeLetter } from '../letters/write.ts'
import { SmtpFault } from '../smtp/fault.ts'
import { afterFault, pauseFor } from './after-fault.ts'
import { keepLease, leaseMs } from './keep-lease.ts'
import { putOffLocked } from './put-off-locked.ts'
import * as queue from './queue.ts'
import { worthSendingMs } from './retry.ts'

/** Where mail leaves and whom it comes from. */
export interface MailSettings {
  server: SmtpServer
  from: { name: string; address: string }
  replyTo: string | undefined
  logo?: Letter['logo']
}

/** Settings are saved, but this process cannot open what is secret in them; `reason` says it to the administrator. */
export interface LockedSettings {
  reason: string
}

/** How a worker learns the settings (undefined: there are none) and its jitter (0 to 1, `Math.random` where absent). */
export interface DeliverySource {
  settings(): Promise<MailSettings | LockedSettings | undefined>
  random?(): number
}

type DeliveryDeps = Pick<Deps, 'clock' | 'log'> & {
  transport: Pick<MailTransport, 'send'>
  config: Pick<Deps['config'], 'secrets'>
}

/** A letter that this server itself fails to send, rather than the relay, is parked after so many attempts. */
const ownFaults = 5

/** Takes one due letter from the queue and brings it to an end or back: sent, put back after a temporary fault, parked when it was
 *  refused for good or cannot be made, expired when its time is over, put off while the secret it was sealed under is gone. A fault
 *  of the settings pauses the queue and costs the letter nothing; settings that do not open stop this process alone, as another may
 *  hold the right secret. Says whether there may be more to do now. */
export async function deliverNext(deps: DeliveryDeps, smtp: DeliverySource): Promise<boolean> {
  if (unwritten > 0) return false
  const now = deps.clock.now()
  const standing = await queue.standing(now)
  const settings = standing.pause ? undefined : await smtp.settings()
  if (standing.pause || isLocked(settings)) return (await queue.expireOverdue(now)) > 0
  const due = await queue.lease(now, leaseMs)
  const row = due ?? (standing.relayAwaySince ? await queue.leaseToKnock(now, leaseMs) : undefined)
  if (!row) return false
  if (isTooLate(row, now)) {
    await queue.expire(row, now)
    return true
  }
  if (!settings) return pauseFor(deps, { row, standing }, 'SMTP is not configured.')
  const written = await writeLetter(deps, row, settings)
  const random = (smtp.random ?? Math.random)()
  if (written.outcome === 'written')
    return send(deps, { row, standing, isKnock: !due, random, letter: written.letter, settings })
  if (written.outcome === 'locked') await putOffLocked(deps, row, now)
  else await queue.park(row, { state: 'failed', reply: 'The letter could not be written.' }, now)
  return true
}

/** Whether saved settings cannot be used because their secrets do not open. */
export function isLocked(settings: MailSettings | LockedSettings | undefined): settings is LockedSettings {
  return settings !== undefined && 'reason' in settings
}

function isTooLate(row: queue.QueuedMail, now: Date): boolean {
  return row.expiresAt.getTime() - now.getTime() < worthSendingMs
}

interface Sending {
  row: queue.QueuedMail
  standing: queue.Standing
  isKnock: boolean
  random: number
  letter: Letter
  settings: MailSettings
}

/** Sends under a lease that is kept up until the relay's word is written down. A process that slept through its lease neither
 *  sends nor notes a fault: the row is somebody else's, or due again. */
async function send(deps: DeliveryDeps, sending: Sending): Promise<boolean> {
  const { row, letter, settings } = sending
  const grip = keepLease(deps, row)
  try {
    if (!grip.isHeld()) return true
    const answer = await deps.transport
      .send(settings.server, letter, grip.isHeld)
      .catch((error) => faultOf(deps, row, error))
    if (!(answer instanceof SmtpFault)) await accepted(deps, sending, answer.reply)
    else if (grip.isHeld()) return await afterFault(deps, sending, answer)
    return true
  } finally {
    grip.letGo()
  }
}

/** While a relay's last word cannot be written its lease may run out: nobody here takes a letter then, least of all that one. */
let unwritten = 0

async function accepted({ clock, log }: DeliveryDeps, { row, standing }: Sending, reply: string): Promise<void> {
  const now = clock.now()
  unwritten += 1
  const held = await untilWritten(() => queue.markSent(row, reply, now)).finally(() => {
    unwritten -= 1
  })
  log.info('mail-sent', { mail: row._id, kind: row.kind, attempts: row.attempts + 1, held })
  if (standing.relayAwaySince) await queue.noteRelayBack(standing.relayAwaySince, now)
}

/** A fault of ours is logged and may pass; a letter that meets it again and again is refused for good, so that people see it. */
function faultOf({ log }: DeliveryDeps, row: queue.QueuedMail, error: unknown): SmtpFault {
  if (error instanceof SmtpFault) return error
  log.error('mail-transport-failed', { mail: row._id, error })
  const advice = 'Something went wrong here; the log of this server says what.'
  return new SmtpFault({ kind: 'protocol', advice, permanent: row.attempts + 1 >= ownFaults })
}
