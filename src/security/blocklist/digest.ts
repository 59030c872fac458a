import { createHash } from 'node:crypto'

/** How many buckets a list has, and how many bytes of an entry's digest stand in its bucket. */
export const buckets = 65_536
export const remainderBytes = 3

/** Where an entry stands in its list: the first two bytes of its SHA-256 name the bucket, the next three stand in it. */
export function digestEntry(folded: string): { bucket: number; remainder: number } {
  const digest = createHash('sha256').update(folded).digest()
  return { bucket: digest.readUIntBE(0, 2), remainder: digest.readUIntBE(2, remainderBytes) }
}
