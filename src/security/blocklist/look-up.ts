import { readFileSync } from 'node:fs'
import { buckets, digestEntry, remainderBytes } from './digest.ts'

interface List {
  starts: Uint32Array
  remainders: Buffer
}

const folder = new URL('../../../src/security/blocklist/', import.meta.url)
const lists = new Map<string, List>()

/** Whether a folded password of eight characters or more is on the lists of common and breached passwords, which are read once, when
 *  first needed, and ask nobody. Forty bits of each digest are kept: about one in three million unlisted passwords is taken for a listed
 *  one. Source: NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 6.2.4, 6.2.12. */
export function isListed(folded: string): boolean {
  const { starts, remainders } = listFor(folded)
  const { bucket, remainder } = digestEntry(folded)
  for (let at = starts[bucket] ?? 0; at < (starts[bucket + 1] ?? 0); at += 1) {
    if (remainders.readUIntBE(at * remainderBytes, remainderBytes) === remainder) return true
  }
  return false
}

function listFor(folded: string): List {
  const name = [...folded].length >= 15 ? 'fifteen-and-more.bin' : 'eight-to-fourteen.bin'
  const list = lists.get(name) ?? readList(name)
  lists.set(name, list)
  return list
}

function readList(name: string): List {
  const file = readFileSync(new URL(name, folder))
  const starts = new Uint32Array(buckets + 1)
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    starts[bucket + 1] = (starts[bucket] ?? 0) + file.readUInt8(bucket)
  }
  return { starts, remainders: file.subarray(buckets) }
}
