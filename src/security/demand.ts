// Over 120 lines: when a proof is asked for, what counts towards that, and what is one.

import { type Device, knownFor } from './device.ts'
import { nameDigest } from './name-digest.ts'
import { networkOf } from './network.ts'
import { isSolved } from './puzzle.ts'
import { countsOf, takeQuota } from './quota.ts'
import { readTicket } from './ticket.ts'

/** From when on a form has to bring a solved puzzle, as the console has it. Per network and hour. */
export interface ProofLimits {
  isOn: boolean
  /** Names that failed to sign in. */
  afterNames: number
  /** Reset mails that were asked for. */
  afterRequests: number
}

/** Who sends a form, and what it does. */
export interface Sender {
  secrets: readonly string[]
  act: 'sign-in' | 'forgot'
  address: string
  limits: ProofLimits
  now: Date
}

/** What a form brings as its proof. */
export interface Shown {
  ticket?: string | undefined
  solution?: string | undefined
}

interface Demand {
  isDemanded: boolean
  mayWait: boolean
}

interface Counts {
  own: number
  everybody: number
  waits: number
}

export const usualProofLimits: ProofLimits = { isOn: true, afterNames: 30, afterRequests: 20 }
/** How old an unsolved ticket must be, in seconds: the way for people without JavaScript. */
export const waitSeconds = 20

/** Failed names, and requests, of all networks together within an hour: from then on everybody is asked. */
const fromEverybody = 2000
/** How often an hour one network may wait in the place of solving. */
const waitsPerNetwork = 60
const hourMs = 60 * 60_000
const usedMs = 10 * 60_000
const seenMs = 1000
const mostSeen = 1000
const seen = new Map<string, { counts: Counts; at: number }>()

/** Whether a form that is shown to this sender will have to bring a proof, and whether waiting may still be one. For the page alone, and
 *  so up to a second old: pages are shown more often than anything else. Throws where the counts cannot be read. */
export async function demandSeen(sender: Sender): Promise<Demand> {
  const { own } = booksOf(sender)
  const known = seen.get(own)
  if (known && Math.abs(sender.now.getTime() - known.at) < seenMs) return judge(sender, known.counts)
  if (seen.size >= mostSeen) seen.clear()
  const counts = await readCounts(sender)
  seen.set(own, { counts, at: sender.now.getTime() })
  return judge(sender, counts)
}

/** Whether a guess may go on to be counted and weighed: no proof is demanded, this browser is known for this very name (whoever has one
 *  account of their own shall not spray others by it), or the proof is there, which uses it up. Source: OWASP Credential Stuffing
 *  Prevention Cheat Sheet, "Require Solving of a Proof of Work". */
export async function admitGuess(
  sender: Sender,
  given: Shown & { name: string; device: Device | undefined },
): Promise<boolean> {
  seen.clear()
  if (!sender.limits.isOn || knownFor(sender.secrets, given.device, given.name) !== undefined) return true
  return !judge(sender, await readCounts(sender)).isDemanded || redeem(sender, given)
}

/** Counts a request for a mail and says whether it may go on. Those of one network beyond its own limit do not count for everybody, so
 *  that it cannot have all others asked. */
export async function admitRequest(sender: Sender, given: Shown): Promise<boolean> {
  if (!sender.limits.isOn) return true
  const { own, everybody } = booksOf(sender)
  seen.clear()
  const isWithin = await takeQuota({ name: own, limit: ownLimit(sender), ...hour(sender) })
  const isFree = isWithin && (await takeQuota({ name: everybody, limit: fromEverybody, ...hour(sender) }))
  return isFree || redeem(sender, given)
}

/** Takes a ticket, once and for all processes: solved, or old enough as often as a network may wait. */
async function redeem(sender: Sender, given: Shown): Promise<boolean> {
  const { secrets, now } = sender
  const ticket = readTicket(secrets, given.ticket ?? '', { holder: sender, now })
  if (!ticket) return false
  const solved = isSolved(ticket.id, given.solution ?? '')
  if (!solved && now.getTime() - ticket.issuedAt.getTime() < waitSeconds * 1000) return false
  // By its end, not by now: the same window whenever it is shown, and one that lasts longer than the ticket.
  const use = { name: `ticket ${ticket.id}`, limit: 1, windowMs: usedMs, now: ticket.expiresAt }
  if (!(await takeQuota(use))) return false
  return solved || takeQuota({ name: booksOf(sender).waits, limit: waitsPerNetwork, ...hour(sender) })
}

/** Judged by counts alone: nobody is looked up. */
function judge(sender: Sender, { own, everybody, waits }: Counts): Demand {
  const isDemanded = own >= ownLimit(sender) || everybody >= fromEverybody
  return { isDemanded, mayWait: waits < waitsPerNetwork }
}

async function readCounts(sender: Sender): Promise<Counts> {
  const books = booksOf(sender)
  const [own = 0, everybody = 0, waits = 0] = await countsOf([books.own, books.everybody, books.waits], hour(sender))
  return { own, everybody, waits }
}

/** Failed names are counted by `askLeave`, in these very books. */
function booksOf({ secrets, act, address }: Sender): { own: string; everybody: string; waits: string } {
  const network = nameDigest(secrets, `\0network ${networkOf(address)}`)
  const counted = act === 'sign-in' ? 'failed names of' : 'reset requests of'
  return { own: `${counted} ${network}`, everybody: `${counted} everybody`, waits: `waits of ${network}` }
}

function ownLimit({ act, limits }: Sender): number {
  return act === 'sign-in' ? limits.afterNames : limits.afterRequests
}

function hour({ now }: Sender): { windowMs: number; now: Date } {
  return { windowMs: hourMs, now }
}
