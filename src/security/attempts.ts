// Over 120 lines: one record and all that is done to it.

import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import {
  closedUntil,
  delayedUntil,
  type Guess,
  type GuessLimits,
  hourMs,
  recent,
  type Tally,
  type Way,
} from './guess-limits.ts'
import { nameDigest } from './name-digest.ts'
import { networkOf } from './network.ts'
import { giveBack, takeQuota, windowEnd } from './quota.ts'

interface Attempts extends Tally {
  _id: string
  rev: number
  expiresAt: Date
}

const guess = { _id: false, from: String, way: String, nr: Number, at: Date }
const schema = new mongoose.Schema<Attempts>(
  {
    _id: String,
    rev: { type: Number, required: true },
    failures: { type: Number, required: true },
    guesses: [guess],
    expiresAt: { type: Date, required: true },
  },
  { collection: 'attempts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Tries = mongoose.model<Attempts>('Attempts', schema)

/** One failure is remembered so long, and each further one as long again: whoever goes slowly enough to be forgotten has four guesses a day. */
const memoryMs = 6 * hourMs
const programLifeMs = 30 * 24 * hourMs
/** More than the guesses a name has in an hour: whoever loses a round lost it to one that was counted. */
const rounds = 12
const untried: Tally & { expiresAt?: Date } = { failures: 0, guesses: [] }
const anyStranger: Origin = { from: '', way: 'page' }

type Origin = Pick<Guess, 'from' | 'way'>

/** Who guesses at what: the name as typed, and what is known of the origin. `device` names what somebody signed in with before. */
export interface Asker {
  name: string
  address: string
  way: Exclude<Way, 'known'>
  device?: string | undefined
}

/** What was counted: to be taken back when the guess turns out right. */
export interface Leave {
  name: string
  /** The network, and the device where it is known. */
  origins: string[]
  nr: number
  at: Date
  quota?: string | undefined
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
  const _id = nameDigest(secrets, asker.name)
  const network = nameDigest(secrets, `\0network ${networkOf(asker.address)}`)
  const stranger: Origin = { from: network, way: asker.way }
  const known: Origin | undefined =
    asker.device === undefined ? undefined : { from: nameDigest(secrets, `\0device ${asker.device}`), way: 'known' }
  let quota: Awaited<ReturnType<typeof takeName>> | undefined
  for (let round = 0; round < rounds; round++) {
    const row = await Tries.findById(_id).lean()
    const tally = row && row.expiresAt > now ? row : untried
    const isNew = !recent(tally, now).some(({ from }) => from === network)
    let origin = stranger
    let until = closedUntil(tally, stranger, at)
    if (until <= now.getTime() && isNew) quota ??= await takeName(network, at)
    until = Math.max(until, quota?.fullUntil ?? 0)
    if (until > now.getTime() && known) {
      origin = known
      until = closedUntil(tally, known, at)
    }
    until = Math.max(until, delayedUntil(tally, origin, now))
    if (until > now.getTime()) return waitUntil(Math.min(until, tally.expiresAt?.getTime() ?? until), now)
    const nr = await count({ _id, row, tally, origin, now })
    const leave = { name: _id, origins: known ? [network, known.from] : [network], at: now, quota: quota?.name }
    if (nr !== undefined) return { outcome: 'allowed', leave: { ...leave, nr } }
  }
  return { outcome: 'wait', seconds: 1 }
}

/** Takes back what a right password was counted as, and nothing else: a program that calls steadily forgives nobody's guesses. */
export async function takeBack(leave: Leave): Promise<void> {
  const { name: _id, nr } = leave
  const change = { $pull: { guesses: { nr } }, $inc: { failures: -1, rev: 1 } }
  await Tries.updateOne({ _id, failures: { $gt: 0 }, guesses: { $elemMatch: { nr } } }, change)
  await letGo(leave, [_id])
}

/** Forgets, after the right password at a page, the failures in a row at these names and the guesses of this origin. What others guessed
 *  within the hour stays counted, so that an owner who signs in does not give them another hour's worth. */
export async function noteSuccess(secrets: readonly string[], leave: Leave, names: string[]): Promise<void> {
  const ids = names.map((name) => nameDigest(secrets, name))
  const change = {
    $pull: { guesses: { from: { $in: leave.origins } } },
    $set: { failures: 0 },
    $inc: { rev: 1 },
  }
  await Tries.updateMany({ _id: { $in: ids } }, change)
  await letGo(leave, ids)
}

/** Forgets all guesses at these names: after a reset, and when an administrator unlocks somebody. */
export async function clearAttempts(secrets: readonly string[], names: string[]): Promise<void> {
  await Tries.deleteMany({ _id: { $in: names.map((name) => nameDigest(secrets, name)) } })
}

/** When the next guess may be made by whoever has to wait longest, at any of these names; undefined where nobody has to. Counts nothing. */
export async function waitingUntil(
  secrets: readonly string[],
  names: string[],
  at: { limits: GuessLimits; now: Date },
): Promise<Date | undefined> {
  const rows = await Tries.find({ _id: { $in: names.map((name) => nameDigest(secrets, name)) } }).lean()
  const moments = rows.flatMap((row) =>
    row.guesses
      .map((origin) => Math.max(closedUntil(row, origin, at), delayedUntil(row, origin, at.now)))
      .concat(closedUntil(row, anyStranger, at))
      .map((until) => Math.min(until, row.expiresAt.getTime())),
  )
  const latest = Math.max(0, ...moments)
  return latest > at.now.getTime() ? new Date(latest) : undefined
}

/** Whether a program showed the right password for this name from this network within thirty days. */
export async function isKnownProgram(
  secrets: readonly string[],
  program: { name: string; address: string },
  now: Date,
): Promise<boolean> {
  const row = await Tries.findById(programKey(secrets, program), { expiresAt: 1 }).lean()
  return row !== null && row.expiresAt > now
}

/** Remembers that a program showed the right password for this name from this network. */
export async function noteProgram(
  secrets: readonly string[],
  program: { name: string; address: string },
  now: Date,
): Promise<void> {
  const change = { $set: { rev: 0, failures: 0, guesses: [], expiresAt: new Date(now.getTime() + programLifeMs) } }
  await Tries.updateOne({ _id: programKey(secrets, program) }, change, { upsert: true })
}

/** Removes what has nothing left to say of these names, and gives the network its name back. */
async function letGo(leave: Leave, ids: string[]): Promise<void> {
  await Promise.all([
    Tries.deleteMany({ _id: { $in: ids }, failures: 0, guesses: { $size: 0 } }),
    leave.quota && giveBack({ name: leave.quota, windowMs: hourMs, now: leave.at }),
  ])
}

/** Counts a name this network has not guessed at within the hour; says until when it is full where it is. */
async function takeName(network: string, { limits, now }: { limits: GuessLimits; now: Date }) {
  const name = `failed names of ${network}`
  const window = { windowMs: hourMs, now }
  const isWithin = await takeQuota({ ...window, name, limit: limits.namesPerNetwork })
  return { name, fullUntil: isWithin ? 0 : windowEnd(window).getTime() }
}

/** The number of the guess; undefined where another was counted meanwhile. */
async function count(due: {
  _id: string
  row: Attempts | null
  tally: Tally
  origin: Origin
  now: Date
}): Promise<number | undefined> {
  const { _id, row, tally, origin, now } = due
  const nr = (row?.rev ?? 0) + 1
  const failures = tally.failures + 1
  const fields = {
    rev: nr,
    failures,
    guesses: [...recent(tally, now), { ...origin, nr, at: now }],
    expiresAt: new Date(now.getTime() + failures * memoryMs),
  }
  if (row) return (await Tries.updateOne({ _id, rev: row.rev }, { $set: fields })).modifiedCount === 1 ? nr : undefined
  try {
    await Tries.create({ _id, ...fields })
    return nr
  } catch (error) {
    if (!duplicateFields(error)) throw error
    return undefined
  }
}

function waitUntil(next: number, now: Date): Permission {
  return { outcome: 'wait', seconds: Math.ceil((next - now.getTime()) / 1000) }
}

function programKey(secrets: readonly string[], { name, address }: { name: string; address: string }): string {
  return nameDigest(secrets, `\0program ${networkOf(address)} ${name}`)
}
