import type { Model } from 'mongoose'
import { type Stretch, walk } from '../database/keyset.ts'
import { Mail, type MailState, type QueuedMail } from './queue.ts'

/** A letter as the console may see it: neither its words nor its secrets. */
export type MailRecord = Omit<QueuedMail, 'placeholders' | 'sealed'>

/** What a page shows; everything left out fits. `recipient` is the start of an address. */
export interface MailSearch {
  state?: MailState | undefined
  kind?: string | undefined
  recipient?: string | undefined
}

const fields = '-placeholders -sealed'
const model = Mail as unknown as Model<MailRecord>

/** One page of the queue and its history, newest first (by address, then newest first, where a recipient is looked for), behind or
 *  before the letter with an id. With several conditions at most `most` letters are looked at. */
export async function pageOfMail(
  search: MailSearch,
  page: { older?: string | undefined; newer?: string | undefined; limit: number; most: number },
): Promise<Stretch<MailRecord>> {
  const edge = page.older ?? page.newer
  const from = edge === undefined ? undefined : ((await findLetter(edge)) ?? undefined)
  const { recipient, state, kind } = search
  const drive: Record<string, unknown> = recipient ? startingWith(recipient) : state ? { state } : kind ? { kind } : {}
  const others = [recipient && state && { state }, (recipient || state) && kind && { kind }].filter((other) => !!other)
  const wanted = (letter: MailRecord) =>
    others.every((other) => Object.entries(other).every(([field, value]) => letter[field as 'kind'] === value))
  const order: [string, 1 | -1][] = [
    ...(recipient ? [['to.address', 1] as [string, 1]] : []),
    ['createdAt', -1],
    ['_id', -1],
  ]
  const way = { model, drive, order, fields, wanted: others.length > 0 ? wanted : undefined }
  return walk(way, { from, backwards: page.newer !== undefined, limit: page.limit, most: page.most })
}

/** The letter with this id; null where there is none. */
export function findLetter(id: string): Promise<MailRecord | null> {
  return Mail.findById(id, fields).lean<MailRecord>().exec()
}

/** The whole row of a letter, for writing it; null where there is none. */
export function findRow(id: string): Promise<QueuedMail | null> {
  return Mail.findById(id).lean<QueuedMail>().exec()
}

/** The letter that has waited longest; null where none waits. */
export function oldestWaiting(): Promise<Pick<QueuedMail, 'createdAt'> | null> {
  return Mail.findOne({ state: 'queued' }, { createdAt: 1 }).sort({ createdAt: 1, _id: 1 }).lean().exec()
}

/** When the relay last failed a letter; undefined where it never did. */
export async function lastFailureAt(): Promise<Date | undefined> {
  const state = { $in: ['queued', 'expired'] as MailState[] }
  const failed = await Mail.findOne({ state, triedAt: { $ne: null } }, { triedAt: 1 })
    .sort({ triedAt: -1 })
    .lean()
  return failed?.triedAt ?? undefined
}

/** Makes a waiting letter due now. False when somebody has it, or it is no longer as `seen`. */
export async function hurry(seen: Pick<QueuedMail, '_id' | 'fence'>, now: Date): Promise<boolean> {
  const done = await Mail.updateOne({ ...atRest(seen, now), state: 'queued' }, { $set: { notBefore: now } })
  return done.matchedCount === 1
}

/** Puts a letter that failed into the queue again, due now. False when it is no longer as `seen`. */
export async function requeue(seen: Pick<QueuedMail, '_id' | 'fence'>, now: Date): Promise<boolean> {
  const { _id, fence } = seen
  const begun = { state: 'queued' as const, notBefore: now, leasedUntil: null, endedAt: null }
  const done = await Mail.updateOne({ _id, fence, state: 'failed' }, { $set: begun, $inc: { fence: 1 } })
  return done.matchedCount === 1
}

/** Takes a waiting letter back, its secret erased; a worker that held it and was slow can no longer mark it. False when somebody
 *  has it now, or it is no longer as `seen`. */
export async function cancel(seen: Pick<QueuedMail, '_id' | 'fence'>, now: Date): Promise<boolean> {
  const end = { state: 'cancelled' as const, sealed: null, leasedUntil: null, endedAt: now }
  const done = await Mail.updateOne({ ...atRest(seen, now), state: 'queued' }, { $set: end, $inc: { fence: 1 } })
  return done.matchedCount === 1
}

/** Letters the relay accepted behind the one named, in the order they were accepted, at most `limit`. */
export async function sentBehind(
  edge: { endedAt: Date; _id: string },
  limit: number,
): Promise<Pick<MailRecord, '_id' | 'kind' | 'createdAt' | 'endedAt'>[]> {
  const order: [string, 1 | -1][] = [
    ['endedAt', 1],
    ['_id', 1],
  ]
  const way = { model, drive: { state: 'sent' }, order, fields: 'kind createdAt endedAt' }
  return (await walk(way, { from: edge as MailRecord, limit, most: limit })).found
}

function startingWith(recipient: string): Record<string, unknown> {
  return { 'to.address': { $gte: recipient, $lt: `${recipient}\u{10ffff}` } }
}

function atRest({ _id, fence }: Pick<QueuedMail, '_id' | 'fence'>, now: Date) {
  return { _id, fence, $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }] }
}
