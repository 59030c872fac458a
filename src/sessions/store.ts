// A little over 120 lines: one collection, its limits, and everything that may happen to a row of it.

import mongoose from 'mongoose'
import { digestToken, isToken, newToken } from '../security/tokens.ts'

export type DoorName = 'public' | 'admin'

/** A signed-in browser: who, at which door, since when. The cookie's value is kept as a digest only. */
export interface Session {
  id: string
  door: DoorName
  userId: string
  sessionVersion: number
  startedAt: Date
  /** When the person last showed that they know the password. */
  provenAt?: Date | undefined
  seenAt: Date
  expiresAt: Date
  address: string
  userAgent: string
}

type Stored = Omit<Session, 'id'> & { _id: string }

const text = { type: String, required: true }
const date = { type: Date, required: true }
const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
    door: text,
    userId: text,
    sessionVersion: { type: Number, required: true },
    startedAt: date,
    provenAt: Date,
    seenAt: date,
    expiresAt: date,
    address: String,
    userAgent: String,
  },
  { collection: 'sessions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ userId: 1, seenAt: -1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Sessions = mongoose.model<Stored>('Session', schema)

/** How long a session may rest, and how long it may last in all, in minutes. */
export type SessionLimits = Record<DoorName, { idle: number; absolute: number }>

/** Source: NIST SP 800-63B-4 §2.2.3; OWASP ASVS 7.3.1–7.3.2. */
export const usualLimits: SessionLimits = {
  public: { idle: 60, absolute: 24 * 60 },
  admin: { idle: 30, absolute: 8 * 60 },
}

/** The longest that limits may be set to. Source: NIST SP 800-63B-4 §2.1.3 (30 days at AAL1). */
export const longestLimits: SessionLimits = {
  public: { idle: 24 * 60, absolute: 30 * 24 * 60 },
  admin: { idle: 60, absolute: 24 * 60 },
}
const minute = 60_000

/** Starts a session and returns the cookie's value, which is kept nowhere else. */
export async function startSession(start: Omit<Session, 'id' | 'seenAt' | 'expiresAt'>): Promise<string> {
  const value = newToken()
  const expiresAt = new Date(start.startedAt.getTime() + longestLimits[start.door].absolute * minute)
  await Sessions.create({ ...start, _id: digestToken(value), seenAt: start.startedAt, expiresAt })
  return value
}

/** The live session behind a cookie value at this door; undefined for unknown, idle, expired and malformed ones. Whether the
 *  person may still use it is the caller's question. The time last seen is written once a minute, not at every look. */
export async function findSession(
  value: unknown,
  at: { door: DoorName; now: Date; limits: SessionLimits },
): Promise<Session | undefined> {
  if (!isToken(value)) return undefined
  const filter = { _id: digestToken(value), door: at.door, ...alive(at) }
  const { now } = at
  const stored = await Sessions.findOne(filter).lean()
  if (!stored) return undefined
  if (now.getTime() - stored.seenAt.getTime() > minute) await Sessions.updateOne(filter, { $set: { seenAt: now } })
  const { _id, ...session } = stored
  return { id: _id, ...session }
}

/** Notes that the person behind a session has just shown again that they know the password. */
export async function noteProof(id: string, at: Date): Promise<void> {
  await Sessions.updateOne({ _id: id }, { $set: { provenAt: at } })
}

/** Ends one session by its id. */
export async function endSession(id: string): Promise<void> {
  await Sessions.deleteOne({ _id: id })
}

/** Ends every session of a person. Sessions of an older `sessionVersion` are dead already; this sweeps them away. */
export async function endSessionsOf(userId: string): Promise<void> {
  await Sessions.deleteMany({ userId })
}

/** The live sessions of a person at both doors, the one seen last first. */
export async function liveSessionsOf(
  user: { id: string; sessionVersion: number },
  at: { now: Date; limits: SessionLimits },
): Promise<Session[]> {
  const { id: userId, sessionVersion } = user
  const doors = (['public', 'admin'] as const).map((door) => ({ door, ...alive({ door, ...at }) }))
  const stored = await Sessions.find({ userId, sessionVersion, $or: doors }).sort({ seenAt: -1 }).lean()
  return stored.map(({ _id, ...session }) => ({ id: _id, ...session }))
}

/** How many live sessions a person has at the public door. */
export function countSessions(
  user: { id: string; sessionVersion: number },
  at: { now: Date; limits: SessionLimits },
): Promise<number> {
  const { id: userId, sessionVersion } = user
  const door = 'public'
  return Sessions.countDocuments({ userId, door, sessionVersion, ...alive({ door, ...at }) })
}

function alive({ door, now, limits }: { door: DoorName; now: Date; limits: SessionLimits }) {
  const since = (minutes: number) => new Date(now.getTime() - minutes * minute)
  const { idle, absolute } = limits[door]
  return { seenAt: { $gt: since(idle) }, startedAt: { $gt: since(absolute) } }
}
