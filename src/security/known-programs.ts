import mongoose from 'mongoose'
import { hourMs } from './guess-limits.ts'
import { nameDigest } from './name-digest.ts'
import { networkOf } from './network.ts'

interface KnownProgram {
  _id: string
  expiresAt: Date
}

const schema = new mongoose.Schema<KnownProgram>(
  { _id: String, expiresAt: { type: Date, required: true } },
  { collection: 'knownPrograms', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Programs = mongoose.model<KnownProgram>('KnownProgram', schema)

const dayMs = 24 * hourMs
const lifeMs = 30 * dayMs

type Program = { name: string; address: string }

/** Until when a program is known that shows this name from this network, because it showed the right password within thirty days; undefined
 *  where it is not. */
export async function knownUntil(secrets: readonly string[], program: Program, now: Date): Promise<Date | undefined> {
  const known = await Programs.findById(keyOf(secrets, program), { expiresAt: 1 }).lean()
  return known && known.expiresAt > now ? known.expiresAt : undefined
}

/** Remembers that a program showed the right password for this name from this network. A write a day is enough for one that calls steadily. */
export async function noteProgram(
  secrets: readonly string[],
  program: Program,
  at: { until: Date | undefined; now: Date },
): Promise<void> {
  const { until, now } = at
  if (until && until.getTime() - now.getTime() > lifeMs - dayMs) return
  const change = { $set: { expiresAt: new Date(now.getTime() + lifeMs) } }
  await Programs.updateOne({ _id: keyOf(secrets, program) }, change, { upsert: true })
}

function keyOf(secrets: readonly string[], { name, address }: Program): string {
  return nameDigest(secrets, `\0program ${networkOf(address)} ${name}`)
}
