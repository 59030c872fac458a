import { createHmac } from 'node:crypto'
import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import { deriveKey } from './keys.ts'

interface Attempts {
  _id: string
  failures: number
  nextAt: Date
  expiresAt: Date
}

const date = { type: Date, required: true }
const schema = new mongoose.Schema<Attempts>(
  { _id: String, failures: { type: Number, required: true }, nextAt: date, expiresAt: date },
  { collection: 'attempts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Tries = mongoose.model<Attempts>('Attempts', schema)

const freeTries = 4
const longestDelaySeconds = 30
const memoryMs = 24 * 60 * 60_000

export type Permission = { outcome: 'allowed' } | { outcome: 'wait'; seconds: number }

/** Asks leave for one more guess at a password and counts it as a failure before it is weighed, so that guesses in parallel
 *  cannot slip past the count. After four failures each guess must wait: 1, 2, 4 … 30 s. `name` is kept as a keyed digest.
 *  Source: OWASP Authentication Cheat Sheet, "Account Lockout". */
export async function askLeave(secrets: readonly string[], name: string, now: Date): Promise<Permission> {
  const _id = keyOf(secrets, name)
  for (let round = 0; round < 3; round++) {
    const known = await Tries.findById(_id).lean()
    if (known && known.nextAt > now) return waitUntil(known.nextAt, now)
    if (await count(_id, known, now)) return { outcome: 'allowed' }
  }
  return { outcome: 'wait', seconds: 1 }
}

/** When the next guess may be made that has to wait longest, of these names; undefined where none has to wait. Counts nothing. */
export async function waitingUntil(secrets: readonly string[], names: string[], now: Date): Promise<Date | undefined> {
  const filter = { _id: { $in: names.map((name) => keyOf(secrets, name)) } }
  const moments = (await Tries.find(filter, { nextAt: 1 }).lean()).map(({ nextAt }) => nextAt.getTime())
  const latest = Math.max(0, ...moments)
  return latest > now.getTime() ? new Date(latest) : undefined
}

/** Forgets the failures of these names: after the right password, and after a reset. */
export async function clearAttempts(secrets: readonly string[], names: string[]): Promise<void> {
  await Tries.deleteMany({ _id: { $in: names.map((name) => keyOf(secrets, name)) } })
}

async function count(_id: string, known: Attempts | null, now: Date): Promise<boolean> {
  const failures = (known && known.expiresAt > now ? known.failures : 0) + 1
  const fields = {
    failures,
    nextAt: new Date(now.getTime() + delaySeconds(failures) * 1000),
    expiresAt: new Date(now.getTime() + memoryMs),
  }
  if (known) {
    const { failures, nextAt } = known
    return (await Tries.updateOne({ _id, failures, nextAt }, { $set: fields })).modifiedCount === 1
  }
  try {
    await Tries.create({ _id, ...fields })
    return true
  } catch (error) {
    if (!duplicateFields(error)) throw error
    return false
  }
}

function delaySeconds(failures: number): number {
  return failures <= freeTries ? 0 : Math.min(2 ** (failures - freeTries - 1), longestDelaySeconds)
}

function waitUntil(next: Date, now: Date): Permission {
  return { outcome: 'wait', seconds: Math.ceil((next.getTime() - now.getTime()) / 1000) }
}

function keyOf(secrets: readonly string[], name: string): string {
  return createHmac('sha256', deriveKey(secrets[0] ?? '', 'attempts'))
    .update(name)
    .digest('hex')
}
