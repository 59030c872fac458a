// Over 120 lines: one collection, and everything that may happen to a row of it.

import mongoose, { Schema } from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'

/** 'cancelled' means that somebody decided it shall not leave any more. */
export type MailState = 'queued' | 'sent' | 'failed' | 'expired' | 'cancelled'

/** A letter on its way. `_id` is the id of the event that caused it; `sealed` holds what must not be read in the database and
 *  is null once the row has ended; `fence` grows with every lease, and whoever holds the row names it. */
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
}

/** What a caller decides about a new row; the queue fills in the rest. */
export type LetterRow = Pick<
  QueuedMail,
  '_id' | 'kind' | 'to' | 'userId' | 'language' | 'placeholders' | 'sealed' | 'messageId' | 'expiresAt' | 'createdAt'
>

/** Proof of a lease: the row and the fence it was leased with. */
export type Hold = Pick<QueuedMail, '_id' | 'fence'>

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
  },
  { ...durable, collection: 'mails', minimize: false, writeConcern },
)
mailSchema.index({ state: 1, notBefore: 1 })
mailSchema.index({ state: 1, expiresAt: 1 })
mailSchema.index({ state: 1, triedAt: -1 })
mailSchema.index({ userId: 1, createdAt: -1 })

/** The queue as a whole: until when it stands still, and why. */
interface QueueState {
  _id: string
  pausedUntil: Date | null
  reason: string
}

const stateSchema = new Schema<QueueState>(
  {
    _id: { type: String, required: true },
    pausedUntil: { type: Date, default: null },
    reason: { type: String, default: '' },
  },
  { ...durable, collection: 'mail_state', writeConcern },
)

const Mail = mongoose.model<QueuedMail>('Mail', mailSchema)
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

/** Keeps a row for another `leaseMs` while a slow relay makes up its mind; false when it is somebody else's by now. */
export function renew(hold: Hold, now: Date, leaseMs: number): Promise<boolean> {
  return write(hold, { leasedUntil: after(now, leaseMs) })
}

/** The relay accepted it: the row ends and its secret is erased. False when the lease was lost. */
export function markSent(hold: Hold, reply: string, now: Date): Promise<boolean> {
  return write(hold, { ...ended(now), state: 'sent', lastReply: reply, triedAt: now })
}

/** The relay did not accept it yet: counts the attempt and waits until `notBefore`. A recipient's mailbox that is not ready says
 *  nothing about the relay, so only a fault that `blamesRelay` shows in `lastDelivery`. False when the lease was lost. */
export function putBack(
  hold: Hold,
  next: { reply: string; notBefore: Date; blamesRelay: boolean },
  now: Date,
): Promise<boolean> {
  const { reply, notBefore, blamesRelay } = next
  return write(hold, { leasedUntil: null, lastReply: reply, notBefore, ...(blamesRelay && { triedAt: now }) }, 1)
}

/** Gives a row back untried, for a fault of the settings rather than of the letter. False when the lease was lost. */
export function release(hold: Hold, reply: string, now: Date): Promise<boolean> {
  return write(hold, { leasedUntil: null, lastReply: reply, triedAt: now })
}

/** The letter will never leave: the row ends, kept for people to see, its secret erased. False when the lease was lost. */
export function park(hold: Hold, end: { state: 'failed' | 'expired'; reply: string }, now: Date): Promise<boolean> {
  return write(hold, { ...ended(now), state: end.state, lastReply: end.reply, triedAt: now })
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

/** Takes back letters whose link is dead by now: those of one person queued until `before`, or everybody's reset letters where no
 *  person is named. One already on its way cannot be called back. `except` is the letter that brings the new link. */
export async function cancelLinkLetters(dead: { userId?: string; before: Date; except?: string }): Promise<void> {
  const { userId, before, except } = dead
  const whose =
    userId === undefined ? { kind: 'password-reset' } : { userId, kind: { $in: ['password-reset', 'invitation'] } }
  await Mail.updateMany(
    { ...whose, state: 'queued', createdAt: { $lte: before }, ...(except !== undefined && { _id: { $ne: except } }) },
    { $set: { ...ended(before), state: 'cancelled' }, $inc: { fence: 1 } },
  )
}

/** Stops all sending until then: a fault that no letter can help, such as a wrong password. */
export async function pause(reason: string, until: Date): Promise<void> {
  await MailQueue.updateOne({ _id: 'queue' }, { $set: { pausedUntil: until, reason } }, { upsert: true })
}

/** Ends a pause; saving SMTP settings does this. */
export async function resume(): Promise<void> {
  await MailQueue.updateOne({ _id: 'queue' }, { $set: { pausedUntil: null, reason: '' } }, { upsert: true })
}

/** Why and until when the queue stands still, or undefined when it does not. */
export async function pauseUnderWay(now: Date): Promise<{ until: Date; reason: string } | undefined> {
  const state = await MailQueue.findById('queue').lean()
  if (!state?.pausedUntil || state.pausedUntil <= now) return undefined
  return { until: state.pausedUntil, reason: state.reason }
}

async function write({ _id, fence }: Hold, fields: Partial<QueuedMail>, attempts = 0): Promise<boolean> {
  const done = await Mail.updateOne({ _id, fence, state: 'queued' }, { $set: fields, $inc: { attempts } })
  return done.matchedCount === 1
}

function ended(now: Date): Pick<QueuedMail, 'sealed' | 'leasedUntil' | 'endedAt'> {
  return { sealed: null, leasedUntil: null, endedAt: now }
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
