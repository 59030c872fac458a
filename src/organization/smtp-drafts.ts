import mongoose from 'mongoose'

/** What an administrator typed and tested but has not saved: the secrets, sealed, for this endpoint only, and which values a
 *  test succeeded with. It spares typing them twice without ever sending them back to the browser. */
export interface SmtpDraft {
  sealedPassword?: string | undefined
  sealedClientSecret?: string | undefined
  sealedRefreshToken?: string | undefined
  endpoint: string
  tested?: string | undefined
  testedAt?: Date | undefined
}

type Stored = SmtpDraft & { _id: string; expiresAt: Date }

const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
    sealedPassword: String,
    sealedClientSecret: String,
    sealedRefreshToken: String,
    endpoint: { type: String, required: true },
    tested: String,
    testedAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'smtpDrafts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Drafts = mongoose.model<Stored>('SmtpDraft', schema)

const keptMs = 10 * 60_000

/** Keeps what a session tried for ten minutes, in place of what it tried before. */
export async function keepDraft(sessionId: string, draft: SmtpDraft, now: Date): Promise<void> {
  await Drafts.replaceOne(
    { _id: sessionId },
    { ...draft, expiresAt: new Date(now.getTime() + keptMs) },
    { upsert: true },
  )
}

/** What a session tried lately, if anything. */
export async function findDraft(sessionId: string, now: Date): Promise<SmtpDraft | undefined> {
  return (await Drafts.findOne({ _id: sessionId, expiresAt: { $gt: now } }).lean()) ?? undefined
}

/** Forgets what a session tried. */
export async function dropDraft(sessionId: string): Promise<void> {
  await Drafts.deleteOne({ _id: sessionId })
}
