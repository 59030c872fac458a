import { createHash } from 'node:crypto'

/** The hash that ties an entry to the one before it: SHA-256 over the previous hash and the entry in a fixed spelling, so that
 *  an edit, a gap or a swap shows. Source: OWASP Logging Cheat Sheet, "Attacks on Logs". */
export function linkHash(previousHash: string, entry: object): string {
  return createHash('sha256').update(previousHash).update(canonical(entry)).digest('hex')
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const pairs = Object.entries(value).filter(([, part]) => part !== undefined)
  const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}
