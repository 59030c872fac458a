import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'

/** Somebody asked for a reset mail, or for their username: what was typed, and from where. Nothing is known yet about who that is. */
export interface ResetRequest {
  id: string
  identifier: string
  askedAt: Date
  address: string
  userAgent: string
  returnTo?: string | undefined
  askedBy?: string | undefined
  /** Where a program made the token itself and mails it itself: what the link is found by. No letter leaves then. */
  tokenDigest?: string | undefined
  /** Whether it showed an API key for that. */
  byKey?: boolean | undefined
  /** Whether somebody can enter the mailed code, though an administrator's program asked. */
  withCode?: boolean | undefined
  /** Said where a program asks for something else than a reset mail: the letter with the username. */
  wants?: 'username' | undefined
}

type Stored = Omit<ResetRequest, 'id'> & { _id: string; leasedUntil: Date; expiresAt: Date }

const text = { type: String, required: true }
const date = { type: Date, required: true }
const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
    identifier: text,
    askedAt: date,
    address: String,
    userAgent: String,
    returnTo: String,
    askedBy: String,
    tokenDigest: String,
    byKey: Boolean,
    withCode: Boolean,
    wants: String,
    leasedUntil: date,
    expiresAt: date,
  },
  { collection: 'resetRequests', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ leasedUntil: 1 })
schema.index({ tokenDigest: 1 }, { partialFilterExpression: { tokenDigest: { $exists: true } } })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Requests = mongoose.model<Stored>('ResetRequest', schema)

const keptMs = 60 * 60_000

/** Stores a request and gives its id: one insert, the same whoever is asked for. */
export async function storeRequest(request: Omit<ResetRequest, 'id'>): Promise<string> {
  const expiresAt = new Date(request.askedAt.getTime() + keptMs)
  const _id = randomUUID()
  await Requests.create({ ...request, _id, leasedUntil: request.askedAt, expiresAt })
  return _id
}

/** Takes the request that has waited longest, for `leaseMs`; undefined when none waits. The one with this `tokenDigest` is taken also while
 *  a worker is at it: whoever shows its token cannot wait, and however often it is answered it issues once. */
export async function leaseRequest(
  now: Date,
  leaseMs: number,
  tokenDigest?: string,
): Promise<ResetRequest | undefined> {
  const leased = await Requests.findOneAndUpdate(
    tokenDigest === undefined ? { leasedUntil: { $lte: now } } : { tokenDigest },
    { $set: { leasedUntil: new Date(now.getTime() + leaseMs) } },
    { sort: { leasedUntil: 1 }, returnDocument: 'after' },
  ).lean()
  if (!leased) return undefined
  const { _id, leasedUntil, expiresAt, ...request } = leased
  return { id: _id, ...request }
}

/** Takes a request away once it was answered or dropped. */
export async function dropRequest(id: string): Promise<void> {
  await Requests.deleteOne({ _id: id })
}
