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

/** Idle and absolute limits in minutes. Source: NIST SP 800-63B-4 §2.2.3; OWASP ASVS 7.3.1–7.3.2. */
const limits: Record<DoorName, { idle: number; absolute: number }> = {
  public: { idle: 60, absolute: 24 * 60 },
  admin: { idle: 30, absolute: 8 * 60 },
}
const minute = 60_000

/** Starts a session and returns the cookie's value, which is kept nowhere else. */
export async function startSession(start: Omit<Session, 'id' | 'seenAt' | 'expiresAt'>): Promise<string> {
  const value = newToken()
  const expiresAt = new Date(start.startedAt.getTime() + limits[start.door].absolute * minute)
  await Sessions.create({ ...start, _id: digestToken(value), seenAt: start.startedAt, expiresAt })
  return value
}

/** The live session behind a cookie value at this door; undefined for unknown, idle, expired and malformed ones. Whether the
 *  person may still use it is the caller's question. The time last seen is written once a minute, not at every look. */
export async function findSession(value: unknown, door: DoorName, now: Date): Promise<Session | undefined> {
  if (!isToken(value)) return undefined
  const filter = { _id: digestToken(value), door, expiresAt: { $gt: now }, seenAt: { $gt: idleSince(door, now) } }
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

/** How many live sessions a person has at the public door. */
export function countSessions(user: { id: string; sessionVersion: number }, now: Date): Promise<number> {
  const { id: userId, sessionVersion } = user
  const seenAt = { $gt: idleSince('public', now) }
  return Sessions.countDocuments({ userId, door: 'public', sessionVersion, seenAt, expiresAt: { $gt: now } })
}

function idleSince(door: DoorName, now: Date): Date {
  return new Date(now.getTime() - limits[door].idle * minute)
}
