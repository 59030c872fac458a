// A little over 120 lines: one delivery is one story, told top down.

import { isDeepStrictEqual } from 'node:util'
import type { Deps, Letter, SmtpServer } from '../deps.ts'
import { open } from '../security/secret-box.ts'
import { readSecretPart, sealedPlace } from './post.ts'
import * as queue from './queue.ts'
import { render } from './render.ts'
import { nextTry, worthSendingMs } from './retry.ts'
import { SmtpFault } from './smtp-fault.ts'

/** Where mail leaves and whom it comes from. */
export interface MailSettings {
  server: SmtpServer
  from: { name: string; address: string }
  replyTo: string | undefined
}

/** How a worker learns the settings (undefined: none usable) and its jitter (0 to 1, `Math.random` where absent). */
export interface DeliverySource {
  settings(): Promise<MailSettings | undefined>
  random?(): number
}

type DeliveryDeps = Pick<Deps, 'clock' | 'log' | 'transport'> & { config: Pick<Deps['config'], 'secrets'> }

// A worker that dies gives its row back this late; one that lives renews the lease while the relay takes its time.
const leaseMs = 25_000
const renewEveryMs = 8_000
const pauseMs = 5 * 60_000

/** Takes one due letter from the queue and brings it to an end or back: sent, put back after a temporary fault, parked when it was
 *  refused for good or cannot be made, expired when its time is over. A fault of the settings pauses the queue and costs the
 *  letter nothing. Says whether there may be more to do now. */
export async function deliverNext(deps: DeliveryDeps, smtp: DeliverySource): Promise<boolean> {
  const now = deps.clock.now()
  if (await queue.pauseUnderWay(now)) return (await queue.expireOverdue(now)) > 0
  const row = await queue.lease(now, leaseMs)
  if (!row) return false
  if (isTooLate(row, now)) {
    await queue.expire(row, now)
    return true
  }
  const settings = await smtp.settings()
  if (!settings) return pauseFor(deps, row, 'SMTP is not configured.')
  const letter = writeLetter(deps, row, settings)
  if (letter === undefined) {
    await queue.park(row, { state: 'failed', reply: 'The letter could not be written.' }, now)
    return true
  }
  return send(deps, { row, letter, settings, smtp })
}

function isTooLate(row: queue.QueuedMail, now: Date): boolean {
  return row.expiresAt.getTime() - now.getTime() < worthSendingMs
}

/** The letter of a row, or undefined for a poison row, which would never become one: its template, a
 *  placeholder or the key to its sealed part is missing. The log says which. */
function writeLetter(deps: DeliveryDeps, row: queue.QueuedMail, { from, replyTo }: MailSettings): Letter | undefined {
  try {
    const { subject, text, html } = render(row.kind, { ...row.placeholders, ...secrets(deps, row) }, row.language)
    const { messageId, to, language } = row
    return { messageId, date: row.createdAt, from, replyTo, to, subject, text, html, language }
  } catch (error) {
    deps.log.error('mail-cannot-be-written', { mail: row._id, kind: row.kind, error })
    return undefined
  }
}

function secrets({ config }: DeliveryDeps, row: queue.QueuedMail): Record<string, string> {
  if (row.sealed === null) return {}
  const opened = open(config.secrets, sealedPlace(row._id), row.sealed)
  const part = opened === undefined ? undefined : readSecretPart(opened)
  if (part === undefined) throw new Error('The sealed part does not open')
  return part
}

interface Sending {
  row: queue.QueuedMail
  letter: Letter
  settings: MailSettings
  smtp: DeliverySource
}

async function send(deps: DeliveryDeps, sending: Sending): Promise<boolean> {
  const { row, letter, settings } = sending
  // a process that was frozen may have lost its row meanwhile
  if (row.leasedUntil && deps.clock.now() >= row.leasedUntil) return true
  const keeper = setInterval(() => keep(deps, row), renewEveryMs)
  const answer = await deps.transport.send(settings.server, letter).catch((error) => faultOf(deps, row, error))
  clearInterval(keeper)
  if (answer instanceof SmtpFault) return afterFault(deps, sending, answer)
  const held = await queue.markSent(row, answer.reply, deps.clock.now())
  deps.log.info('mail-sent', { mail: row._id, kind: row.kind, attempts: row.attempts + 1, held })
  return true
}

/** A fault of ours is logged and treated like one that may pass: the letter stays and other letters go on. */
function faultOf({ log }: DeliveryDeps, row: queue.QueuedMail, error: unknown): SmtpFault {
  if (error instanceof SmtpFault) return error
  log.error('mail-transport-failed', { mail: row._id, error })
  return new SmtpFault({ kind: 'protocol', advice: 'Something went wrong here; the log of this server says what.' })
}

function keep({ clock, log }: DeliveryDeps, row: queue.QueuedMail): void {
  queue.renew(row, clock.now(), leaseMs).catch((error) => log.warn('mail-lease-not-renewed', { mail: row._id, error }))
}

async function afterFault(deps: DeliveryDeps, { row, settings, smtp }: Sending, fault: SmtpFault): Promise<boolean> {
  const { kind, code, permanent } = fault
  const reply = fault.reply ?? fault.advice
  const now = deps.clock.now()
  deps.log.warn('mail-not-accepted', {
    mail: row._id,
    kind: row.kind,
    stage: kind,
    code,
    reply,
    attempt: row.attempts + 1,
  })
  const isTemporary = code !== undefined && code < 500
  if ((kind === 'authentication' && !isTemporary) || (kind === 'sender' && permanent)) {
    if (isDeepStrictEqual(await smtp.settings(), settings)) return pauseFor(deps, row, reply)
    // somebody saved other settings meanwhile: the next try is theirs
    await queue.release(row, reply, now)
    return true
  }
  if (permanent) {
    await queue.park(row, { state: 'failed', reply }, now)
    return true
  }
  const notBefore = nextTry(row, now, (smtp.random ?? Math.random)())
  if (notBefore) await queue.putBack(row, { reply, notBefore, blamesRelay: kind !== 'recipient' }, now)
  else await queue.park(row, { state: kind === 'recipient' ? 'failed' : 'expired', reply }, now)
  return true
}

/** A fault that no letter can help: the row goes back untouched and nobody tries until the settings are saved or a while passed. */
async function pauseFor(deps: DeliveryDeps, row: queue.QueuedMail, reason: string): Promise<boolean> {
  const now = deps.clock.now()
  deps.log.error('mail-queue-paused', { reason, minutes: pauseMs / 60_000 })
  await queue.pause(reason, new Date(now.getTime() + pauseMs))
  await queue.release(row, reason, now)
  return false
}
