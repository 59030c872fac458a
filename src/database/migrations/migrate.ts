import mongoose from 'mongoose'
import { duplicateFields } from '../duplicate.ts'
import { type Step, steps } from './steps.ts'

interface Applied {
  _id: number
  name: string
  appliedAt: Date
}

const schema = new mongoose.Schema<Applied>(
  { _id: Number, name: { type: String, required: true }, appliedAt: { type: Date, required: true } },
  { collection: 'migrations', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Migrations = mongoose.model<Applied>('Migration', schema)

/** Brings the data up to this version of the code: runs each step that is not recorded, in order, and records it behind it.
 *  Takes no lock: two processes may run the same step, and one of them records it. Returns what this call recorded. */
export async function migrate(now: Date, all: readonly Step[] = steps): Promise<number[]> {
  const applied = new Set((await Migrations.find({}, { _id: 1 }).lean()).map(({ _id }) => _id))
  const recorded: number[] = []
  for (const step of all.filter(({ version }) => !applied.has(version))) {
    await step.run()
    if (await record({ _id: step.version, name: step.name, appliedAt: now })) recorded.push(step.version)
  }
  return recorded
}

async function record(step: Applied): Promise<boolean> {
  try {
    await Migrations.create(step)
    return true
  } catch (error) {
    if (!duplicateFields(error)) throw error
    return false
  }
}
