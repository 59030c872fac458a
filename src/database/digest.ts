import { createHash } from 'node:crypto'
import { allCollections, dumpLines, type Line } from './dump.ts'

/** What documents add up to, in whatever order they come: equal sums mean equal documents, of the same types, in the same collections. */
export interface Digest {
  documents: number
  hex: string
}

const modulus = 1n << 256n

/** Passes lines on, and tells what those that passed add up to: the sum of their SHA-256, modulo 2^256.
 *  Source: Bellare and Micciancio, “A New Paradigm for Collision-Free Hashing” (AdHash). */
export function summing(lines: AsyncIterable<Line>): { lines: AsyncIterable<Line>; digest(): Digest } {
  let [documents, sum] = [0, 0n]
  return { lines: passing(), digest: () => ({ documents, hex: sum.toString(16).padStart(64, '0') }) }

  async function* passing(): AsyncGenerator<Line> {
    for await (const line of lines) {
      const hash = createHash('sha256').update(`${line.collection}\n${line.text}`).digest('hex')
      sum = (sum + BigInt(`0x${hash}`)) % modulus
      documents += 1
      yield line
    }
  }
}

/** What everything in the database adds up to. */
export async function digestDatabase(): Promise<Digest> {
  const { lines, digest } = summing(dumpLines(allCollections()))
  for await (const _ of lines);
  return digest()
}
