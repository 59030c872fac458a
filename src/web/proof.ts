import type { Request, Response } from 'express'
import type { Deps } from '../deps.ts'
import { admitGuess, admitRequest, demandSeen, type Sender, type Shown, waitSeconds } from '../security/demand.ts'
import { puzzle } from '../security/puzzle.ts'
import { windowEnd } from '../security/quota.ts'
import { issueTicket } from '../security/ticket.ts'
import { clientOf } from './client.ts'
import { settingsOf } from './settings.ts'

interface Sent {
  req: Request
  res: Response
  act: Sender['act']
}

/** What `partials/proof` shows of the ticket and the puzzle. */
export interface Proof {
  ticket: string
  id: string
  isDemanded: boolean
  isRefused: boolean
  /** Whether waiting will do; else in how many minutes it will again. */
  mayWait: boolean
  minutes: number
  seconds: number
  pieces: number
  bits: number
}

/** A fresh ticket for a form that is about to be shown, and whether it has to be solved; undefined where nobody is ever asked. */
export async function proofFor(deps: Deps, at: Sent & { isRefused: boolean }): Promise<Proof | undefined> {
  const sender = senderOf(deps, at)
  if (!sender.limits.isOn) return undefined
  const { isDemanded, mayWait } = await demandSeen(sender)
  const ticket = issueTicket(sender.secrets, sender, sender.now)
  const id = ticket.slice(0, ticket.indexOf('.'))
  const minutes = Math.ceil(untilNextHour(sender) / 60_000)
  return { ticket, id, isDemanded, isRefused: at.isRefused, mayWait, minutes, seconds: waitSeconds, ...puzzle }
}

/** Whether a sign-in may go on to be weighed: see `admitGuess`. Where it may not, the answer says when to come back, and is to be a 429
 *  with the form and a fresh ticket on it. */
export async function mayGuess(deps: Deps, at: Sent, given: Parameters<typeof admitGuess>[1]): Promise<boolean> {
  const sender = senderOf(deps, at)
  return (await admitGuess(sender, given)) || comeBack(at.res, sender)
}

/** The same for a form that asks for a mail, which counts at once: see `admitRequest`. */
export async function mayAskForMail(deps: Deps, at: Sent, given: Shown): Promise<boolean> {
  const sender = senderOf(deps, at)
  return (await admitRequest(sender, given)) || comeBack(at.res, sender)
}

async function comeBack(res: Response, sender: Sender): Promise<false> {
  const { mayWait } = await demandSeen(sender)
  res.set('Retry-After', String(mayWait ? waitSeconds : Math.ceil(untilNextHour(sender) / 1000)))
  return false
}

/** In milliseconds. */
function untilNextHour({ now }: Sender): number {
  return windowEnd({ windowMs: 60 * 60_000, now }).getTime() - now.getTime()
}

function senderOf({ config, clock }: Deps, { req, res, act }: Sent): Sender {
  const { proofLimits: limits } = settingsOf(res).system
  return { secrets: config.secrets, act, address: clientOf(req).address, limits, now: clock.now() }
}
