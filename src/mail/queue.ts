// Over 120 lines: one collection, and everything that may happen to a row of it.

import { randomUUID } from 'node:crypto'
import mongoose, { Schema } from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import { linkKinds, resetKinds } from '../letters/kinds.ts'

/** 'cancelled' means that somebody decided it shall not leave any more. */
export type MailState = 'queued' | 'sent' | 'failed' | 'expired' | 'cancelled'

/** A letter on its way. `_id` is the id of the event that caused it; `sealed` holds what must not be read in the database and
 *  is null once the row has ended; `fence` grows with every lease, and whoever holds the row names it; `attempts` counts the
 *  tries that failed and `triedAt` is the last one that says something about the relay. */
export interface QueuedMail {
  _id: string
  kind: string
  to: { name: string; address: string }
  userId: string
  language: string
  placeholders: Record<string, string>
  sealed: string | null
  messageId: string
  state: MailState
  attempts: number
  notBefore: Date
  expiresAt: Date
  leasedUntil: Date | null
  fence: number
  lastReply: string
  triedAt: Date | null
  createdAt: Date
  endedAt: Date | null
  /** The latest tries, the relay's reply to each; rows older than this have none. */
  tries?: { at: Date; reply: string }[]
}

/** What a caller decides about a new row; the queue fills in the rest. */
export type LetterRow = Pick<
  QueuedMail,
  '_id' | 'kind' | 'to' | 'userId' | 'language' | 'placeholders' | 'sealed' | 'messageId' | 'expiresAt' | 'createdAt'
>

/** Proof of a lease: the row and the fence it was leased with. */
export type Hold = Pick<QueuedMail, '_id' | 'fence'>

/** Enough for every try within the life of a link, and for the latest of a notice. */
const triesKept = 20

/** So often somebody looks whether a relay that was away is back: with a poll of a second or two, within ten seconds. */
const knockMs = 7_000

const durable = { autoIndex: false, strict: 'throw', strictQuery: 'throw', versionKey: false } as const
const writeConcern = { w: 'majority', j: true } as const

const mailSchema = new Schema<QueuedMail>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    to: { name: { type: String, default: '' }, address: { type: String, required: true } },
    userId: { type: String, required: true },
    language: { type: String, required: true },
    placeholders: { type: Schema.Types.Mixed, required: true },
    sealed: { type: String, default: null },
    messageId: { type: String, required: true },
    state: { type: String, required: true },
    attempts: { type: Number, required: true },
    notBefore: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    leasedUntil: { type: Date, default: null },
    fence: { type: Number, required: true },
    lastReply: { type: String, default: '' },
    triedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    tries: { type: [Schema.Types.Mixed], default: [] } as never,
  },
  { ...durable, collection: 'mails', minimize: false, writeConcern },
)
mailSchema.index({ state: 1, notBefore: 1 })
mailSchema.index({ state: 1, expiresAt: 1 })
mailSchema.index({ state: 1, triedAt: -1 })
mailSchema.index({ userId: 1, createdAt: -1 })
mailSchema.index({ createdAt: -1, _id: -1 })
mailSchema.index({ state: 1, createdAt: -1, _id: -1 })
mailSchema.index({ kind: 1, createdAt: -1, _id: -1 })
mailSchema.index({ 'to.address': 1, createdAt: -1, _id: -1 })
mailSchema.index({ state: 1, endedAt: 1, _id: 1 })

/** The queue as a whole: until when it stands still, and why; `era` changes whenever sending begins anew. */
interface QueueState {
  _id: string
  pausedUntil: Date | null
  reason: string
  era: string | null
  relayAwaySince: Date | null
  knockAt: Date | null
}

const stateSchema = new Schema<QueueState>(
  {
    _id: { type: String, required: true },
    pausedUntil: { type: Date, default: null },
    reason: { type: String, default: '' },
    era: { type: String, default: null },
    relayAwaySince: { type: Date, default: null },
    knockAt: { type: Date, default: null },
  },
  { ...durable, collection: 'mail_state', writeConcern },
)

/** The model behind this queue and `history`; nobody else speaks to it. */
export const Mail = mongoose.model<QueuedMail>('Mail', mailSchema)
const MailQueue = mongoose.model<QueueState>('MailQueue', stateSchema)

/** Puts a letter into the queue, due at once. The same event twice makes one letter. */
export async function enqueue(letter: LetterRow): Promise<void> {
  const row: QueuedMail = {
    ...letter,
    state: 'queued',
    attempts: 0,
    notBefore: letter.createdAt,
    leasedUntil: null,
    fence: 0,
    lastReply: '',
    triedAt: null,
    endedAt: null,
  }
  try {
    await Mail.create([row])
  } catch (error) {
    if (!duplicateFields(error)) throw error
  }
}

/** Lends the row that has waited longest to the caller for `leaseMs`; undefined when none is due. A row whose holder died is
 *  lent again once its lease is over. */
export async function lease(now: Date, leaseMs: number): Promise<QueuedMail | undefined> {
  const row = await Mail.findOneAndUpdate(
    { state: 'queued', notBefore: { $lte: now }, $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }] },
    { $set: { leasedUntil: after(now, leaseMs) }, $inc: { fence: 1 } },
    { sort: { notBefore: 1 }, returnDocument: 'after' },
  ).lean()
  return row ?? undefined
}

/** Lends a row before its time, for a look whether a relay that was away is back: every `knockMs` one worker gets the row that is
 *  due next of those that wait for the relay. Undefined for everybody else. */
export async function leaseToKnock(now: Date, leaseMs: number): Promise<QueuedMail | undefined> {
  const mine = await MailQueue.findOneAndUpdate(
    { _id: 'queue', relayAwaySince: { $ne: null }, knockAt: { $lte: now } },
    { $set: { knockAt: after(now, knockMs) } },
  ).lean()
  if (!mine?.relayAwaySince) return undefined
  const triedAt = { $gte: mine.relayAwaySince, $lte: after(now, -knockMs) }
  const waiting = { state: 'queued' as const, notBefore: { $gt: now }, triedAt }
  const row = await Mail.findOneAndUpdate(
    { ...waiting, $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }] },
    { $set: { leasedUntil: after(now, leaseMs) }, $inc: { fence: 1 } },
    { sort: { notBefore: 1 }, returnDocument: 'after' },
  ).lean()
  return row ?? undefined
}

/** Keeps a row for another `leaseMs` while a slow relay makes up its mind; false when it is somebody else's by now. */
export function renew(hold: Hold, now: Date, leaseMs: number): Promise<boolean> {
  return write(hold, { leasedUntil: after(now, leaseMs) })
}

/** The relay accepted it: the row ends and its secret is erased. False when the lease was lost. */
export function markSent(hold: Hold, reply: string, now: Date): Promise<boolean> {
  return write(hold, { ...ended(now), state: 'sent', lastReply: reply, triedAt: now }, { tried: { at: now, reply } })
}

/** The relay did not accept it yet: counts the attempt and waits until `notBefore`. A recipient's mailbox that is not ready says
 *  nothing about the relay, so only a fault that `blamesRelay` shows in `lastDelivery`. False when the lease was lost. */
export function putBack(
  hold: Hold,
  next: { reply: string; notBefore: Date; blamesRelay: boolean },
  now: Date,
): Promise<boolean> {
  const { reply, notBefore, blamesRelay } = next
  const fields = { leasedUntil: null, lastReply: reply, notBefore, ...(blamesRelay && { triedAt: now }) }
  return write(hold, fields, { attempts: 1, tried: { at: now, reply } })
}

/** Gives a row back untried, for a fault of the settings rather than of the letter. False when the lease was lost. */
export function release(hold: Hold, reply: string, now: Date): Promise<boolean> {
  return write(hold, { leasedUntil: null, lastReply: reply, triedAt: now }, { tried: { at: now, reply } })
}

/** Gives a row back untried until `notBefore`, for a reason that lies in the letter and may pass. It says nothing about the relay, so
 *  `lastDelivery` does not see it, nor does a look whether the relay is back take it. False when the lease was lost. */
export function putOff(hold: Hold, { reply, notBefore }: { reply: string; notBefore: Date }): Promise<boolean> {
  return write(hold, { leasedUntil: null, lastReply: reply, notBefore, triedAt: null })
}

/** The letter will never leave: the row ends after a last attempt, kept for people to see, its secret erased. False when the
 *  lease was lost. */
export function park(hold: Hold, end: { state: 'failed' | 'expired'; reply: string }, now: Date): Promise<boolean> {
  const fields = { ...ended(now), state: end.state, lastReply: end.reply, triedAt: now }
  return write(hold, fields, { attempts: 1, tried: { at: now, reply: end.reply } })
}

/** Its time ran out before it was tried again: the row ends, its secret erased. False when the lease was lost. */
export function expire(hold: Hold, now: Date): Promise<boolean> {
  return write(hold, { ...ended(now), state: 'expired' })
}

/** Ends every row whose time ran out while nobody could send (a paused queue), erasing secrets; gives their number. */
export async function expireOverdue(now: Date): Promise<number> {
  const done = await Mail.updateMany(
    { state: 'queued', expiresAt: { $lte: now }, $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }] },
    { $set: { ...ended(now), state: 'expired' }, $inc: { fence: 1 } },
  )
  return done.modifiedCount
}

/** What the honest status line needs. Working: when the last letter left. Not working: since when, that is when the first letter
 *  was queued that was tried and did not leave. `reply` is the relay's last word. Undefined before the first try. */
export async function lastDelivery(): Promise<{ ok: boolean; at: Date; reply: string } | undefined> {
  // a refused recipient says nothing about the relay, so rows that failed do not count
  const waiting = { state: { $in: ['queued', 'expired'] as MailState[] } }
  const [good, bad] = await Promise.all([
    Mail.findOne({ state: 'sent' }).sort({ triedAt: -1 }).lean(),
    Mail.findOne({ ...waiting, triedAt: { $ne: null } })
      .sort({ triedAt: -1 })
      .lean(),
  ])
  const workedAt = good?.triedAt ?? new Date(0)
  if (!bad?.triedAt || bad.triedAt <= workedAt)
    return good ? { ok: true, at: workedAt, reply: good.lastReply } : undefined
  const first = await Mail.findOne({ ...waiting, triedAt: { $gt: workedAt } })
    .sort({ createdAt: 1 })
    .lean()
  return { ok: false, at: first?.createdAt ?? bad.triedAt, reply: bad.lastReply }
}

/** How many letters wait. */
export function countWaiting(): Promise<number> {
  return Mail.countDocuments({ state: 'queued' })
}

/** How many letters wait that the relay has failed at least once. */
export function countInTrouble(): Promise<number> {
  return Mail.countDocuments({ state: 'queued', triedAt: { $gt: new Date(0) } })
}

/** Takes back letters whose link is dead by now: those of one person queued until `before`, or everybody's reset letters where no
 *  person is named. One already on its way cannot be called back. `except` is the letter that brings the new link. */
export async function cancelLinkLetters(dead: { userId?: string; before: Date; except?: string }): Promise<void> {
  const { userId, before, except } = dead
  const whose = userId === undefined ? { kind: { $in: [...resetKinds] } } : { userId, kind: { $in: [...linkKinds] } }
  await cancelLetters(whose, { before, except })
}

/** Takes back the letters of a person with which an address would have been confirmed, queued until `before`; `except` is the one
 *  that brings the new link. */
export async function cancelAddressLetters(dead: { userId: string; before: Date; except: string }): Promise<void> {
  await cancelLetters({ userId: dead.userId, kind: 'confirm-address' }, dead)
}

async function cancelLetters(whose: object, { before, except }: { before: Date; except: string | undefined }) {
  await Mail.updateMany(
    { ...whose, state: 'queued', createdAt: { $lte: before }, ...(except !== undefined && { _id: { $ne: except } }) },
    { $set: { ...ended(before), state: 'cancelled' }, $inc: { fence: 1 } },
  )
}

/** How the queue stands: whether it is paused, the era a pause has to name, since when the relay has been out of reach, and when
 *  somebody shall look whether it still is. */
export interface Standing {
  pause: { until: Date; reason: string } | undefined
  era: string | null
  relayAwaySince: Date | null
  knockAt: Date | null
}

/** How the queue stands now, for all processes. */
export async function standing(now: Date): Promise<Standing> {
  const state = await MailQueue.findById('queue').lean()
  const { pausedUntil = null, reason = '', era = null, relayAwaySince = null, knockAt = null } = state ?? {}
  const isPaused = pausedUntil !== null && pausedUntil > now
  return { pause: isPaused ? { until: pausedUntil, reason } : undefined, era, relayAwaySince, knockAt }
}

/** Why and until when the queue stands still, or undefined when it does not. */
export async function pauseUnderWay(now: Date): Promise<Standing['pause']> {
  return (await standing(now)).pause
}

/** Stops all sending until then: a fault that no letter can help, such as a wrong password. False, and no pause, when other
 *  settings were saved since `era`: the fault says nothing about those. */
export async function pause(reason: string, until: Date, era: string | null): Promise<boolean> {
  return writeState({ era }, { pausedUntil: until, reason })
}

/** Ends a pause and makes every waiting letter due at once; saving SMTP settings does this. */
export async function resume(now: Date): Promise<void> {
  const begun = { pausedUntil: null, reason: '', era: randomUUID(), relayAwaySince: null, knockAt: null }
  await MailQueue.updateOne({ _id: 'queue' }, { $set: begun }, { upsert: true })
  await Mail.updateMany({ state: 'queued', notBefore: { $gt: now } }, { $set: { notBefore: now } })
}

/** Notes that the relay cannot be reached; the first such moment counts. Puts the next look at it off. */
export async function noteRelayAway(seen: Standing, now: Date): Promise<void> {
  const knockAt = after(now, knockMs)
  if (!seen.relayAwaySince) await writeState({ relayAwaySince: null }, { relayAwaySince: now, knockAt })
  else if (!seen.knockAt || seen.knockAt <= now) await MailQueue.updateOne({ _id: 'queue' }, { $set: { knockAt } })
}

/** The relay takes mail again. After an outage of more than a minute every letter that waits because of it is due at once; after a
 *  shorter one each keeps its own time, so that a relay that refuses now and then is not overrun. */
export async function noteRelayBack(since: Date, now: Date): Promise<void> {
  if (now.getTime() - since.getTime() > 60_000) {
    const waiting = { state: 'queued' as const, notBefore: { $gt: now }, triedAt: { $gte: since } }
    await Mail.updateMany(waiting, { $set: { notBefore: now } })
  }
  await MailQueue.updateOne({ _id: 'queue', relayAwaySince: since }, { $set: { relayAwaySince: null, knockAt: null } })
}

/** Writes the state of the queue where it still is as `seen`, or there is none yet; false where it has changed. */
async function writeState(seen: Partial<QueueState>, fields: Partial<QueueState>): Promise<boolean> {
  try {
    await MailQueue.updateOne({ _id: 'queue', ...seen }, { $set: fields }, { upsert: true })
    return true
  } catch (error) {
    if (!duplicateFields(error)) throw error
    return false
  }
}

async function write(
  { _id, fence }: Hold,
  fields: Partial<QueuedMail>,
  { attempts = 0, tried }: { attempts?: number; tried?: { at: Date; reply: string } } = {},
): Promise<boolean> {
  const kept = tried && { $push: { tries: { $each: [tried], $slice: -triesKept } } }
  const done = await Mail.updateOne({ _id, fence, state: 'queued' }, { $set: fields, $inc: { attempts }, ...kept })
  return done.matchedCount === 1
}

function ended(now: Date): Pick<QueuedMail, 'sealed' | 'leasedUntil' | 'endedAt'> {
  return { sealed: null, leasedUntil: null, endedAt: now }
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
