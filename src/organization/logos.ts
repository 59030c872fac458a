import { createHash } from 'node:crypto'
import mongoose from 'mongoose'

/** A picture as it was uploaded. */
export interface Logo {
  type: string
  bytes: Buffer
}

interface Stored extends Logo {
  _id: string
}

const schema = new mongoose.Schema<Stored>(
  { _id: String, type: { type: String, required: true }, bytes: { type: Buffer, required: true } },
  { collection: 'logos', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Logos = mongoose.model<Stored>('Logo', schema)

const most = 8
const kept = new Map<string, Logo>()

/** Keeps a logo under the digest of its bytes, which is its name from now on. Older ones stay: mails and caches may ask for them. */
export async function keepLogo({ type, bytes }: Logo): Promise<string> {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
  await Logos.updateOne({ _id: digest }, { $setOnInsert: { type, bytes } }, { upsert: true })
  return digest
}

/** The logo of this name, or undefined. What a name stands for never changes, so the last few are remembered. */
export async function findLogo(digest: string): Promise<Logo | undefined> {
  const known = kept.get(digest)
  if (known) return known
  const stored = await Logos.findById(digest).lean()
  if (!stored) return undefined
  const logo = { type: stored.type, bytes: Buffer.from(bytesOf(stored.bytes)) }
  if (kept.size >= most) kept.clear()
  kept.set(digest, logo)
  return logo
}

/** The type of a picture by its first bytes: PNG, JPEG or WebP, which can hold no script; undefined for anything else.
 *  Source: OWASP File Upload Cheat Sheet, "File Signature Validation". */
export function pictureType(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  if (bytes.subarray(0, 4).toString() === 'RIFF' && bytes.subarray(8, 12).toString() === 'WEBP') return 'image/webp'
  return undefined
}

/** Lean documents carry the driver's own wrapper around bytes. */
function bytesOf(value: Buffer | { buffer: Buffer }): Buffer {
  return Buffer.isBuffer(value) ? value : value.buffer
}
