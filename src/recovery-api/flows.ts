import mongoose from 'mongoose'

/** The channels of every flow: a mail of this server, or a code for the program, which passes it on itself. */
export type Channel = 'EMAIL' | 'EXTERNAL'

/** A recovery that a program leads step by step. Of its codes only digests are kept: `id` of the one that names the flow, `recovery` of the
 *  one that may be used once to ask, `resend` of the one that asks again. Nobody is looked up for it: `identifier` is what was claimed. */
export interface Flow {
  id: string
  /** How the program chose to have the person told, once it chose. */
  channel?: Channel | undefined
  identifier: string
  recovery?: string | undefined
  resend?: string | undefined
  requests: { id: string; at: number }[]
  failures: number
  resends: number
  expiresAt: Date
}

type Stored = Omit<Flow, 'id'> & { _id: string }

const count = { type: Number, required: true }
const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
    identifier: { type: String, required: true },
    channel: String,
    recovery: String,
    resend: String,
    requests: { type: [mongoose.Schema.Types.Mixed], default: [] } as never,
    failures: count,
    resends: count,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'recoveryFlows', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ recovery: 1 }, { partialFilterExpression: { recovery: { $exists: true } } })
schema.index({ resend: 1 }, { partialFilterExpression: { resend: { $exists: true } } })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Flows = mongoose.model<Stored>('RecoveryFlow', schema)

/** Stores a new flow: one insert, whoever was claimed to be. */
export async function storeFlow(flow: Pick<Flow, 'id' | 'identifier' | 'recovery' | 'expiresAt'>): Promise<void> {
  const { id, ...fields } = flow
  await Flows.create({ ...fields, _id: id, requests: [], failures: 0, resends: 0 })
}

/** The live flow with this id; undefined for unknown and expired ones. */
export async function findFlow(id: string, now: Date): Promise<Flow | undefined> {
  return show(await Flows.findOne({ _id: id, expiresAt: { $gt: now } }).lean<Stored>())
}

/** Spends the recovery code and puts the channel and a resend code in its place: of any number of callers one gets the flow. */
export async function takeRecovery(
  recovery: string,
  next: { channel: Channel; resend: string; now: Date },
): Promise<Flow | undefined> {
  const { now, ...chosen } = next
  const change = { $unset: { recovery: 1 as const }, $set: chosen }
  return show(
    await Flows.findOneAndUpdate({ recovery, ...live(now) }, change, { returnDocument: 'after' }).lean<Stored>(),
  )
}

/** Spends a resend code, puts the next one in its place and counts it: of any number of callers one gets the flow, as it was before. */
export async function takeResend(resend: string, next: { resend: string; now: Date }): Promise<Flow | undefined> {
  const change = { $inc: { resends: 1 }, $set: { resend: next.resend } }
  return show(await Flows.findOneAndUpdate({ resend, ...live(next.now) }, change).lean<Stored>())
}

/** Adds a request for a mail to a flow. */
export async function noteRequest(id: string, request: { id: string; at: number }): Promise<void> {
  await Flows.updateOne({ _id: id }, { $push: { requests: request } })
}

/** Counts a failure before what was given is weighed, so that guesses in parallel cannot slip past the count; undefined where `most` were
 *  made, or the flow is gone. Gives the flow with this failure counted. */
export async function countFailure(id: string, at: { most: number; now: Date }): Promise<Flow | undefined> {
  const filter = { _id: id, failures: { $lt: at.most }, ...live(at.now) }
  const counted = Flows.findOneAndUpdate(filter, { $inc: { failures: 1 } }, { returnDocument: 'after' })
  return show(await counted.lean<Stored>())
}

/** Takes the failure back that was counted ahead. */
export async function forgiveFailure(id: string): Promise<void> {
  await Flows.updateOne({ _id: id }, { $inc: { failures: -1 } })
}

/** Ends a flow. */
export async function endFlow(id: string): Promise<void> {
  await Flows.deleteOne({ _id: id })
}

function live(now: Date) {
  return { expiresAt: { $gt: now } }
}

function show(stored: Stored | null): Flow | undefined {
  if (!stored) return undefined
  const { _id, ...fields } = stored
  return { id: _id, ...fields }
}
