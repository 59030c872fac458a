import mongoose from 'mongoose'
import { digestToken, newToken } from '../security/tokens.ts'

/** The digests of the setup links that terminals have shown; several processes may each show one. */
const schema = new mongoose.Schema<{ _id: string; digests: string[] }>(
  { _id: String, digests: [String] },
  { collection: 'setup', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Links = mongoose.model('SetupLink', schema)
const documentId = 'links'
const keptLinks = 8

/** Makes the secret of a setup link, or takes the one the deployment chose, and remembers its digest. */
export async function issueSetupLink(chosen: string | undefined): Promise<string> {
  const secret = chosen ?? newToken()
  const digests = { $each: [digestToken(secret)], $slice: -keptLinks }
  await Links.updateOne({ _id: documentId }, { $push: { digests } }, { upsert: true })
  return secret
}

/** Whether this is the secret of a setup link shown on a terminal. */
export async function isSetupSecret(secret: unknown): Promise<boolean> {
  if (typeof secret !== 'string' || secret === '' || secret.length > 200) return false
  return (await Links.exists({ _id: documentId, digests: digestToken(secret) })) !== null
}
