import { hkdfSync } from 'node:crypto'

/** What a key is for. One key per purpose, so that a value made for one is worth nothing for another. */
export type Purpose = 'seal' | 'cookie' | 'attempts' | 'fingerprint' | 'audit' | 'pepper' | 'pepper-name' | 'ticket'

const derived = new Map<string, Buffer>()

/** 32 bytes derived from a deployment secret for one purpose, once. Source: RFC 5869 (HKDF), NIST SP 800-108. */
export function deriveKey(secret: string, purpose: Purpose): Buffer {
  const name = `${purpose} ${secret}`
  const key = derived.get(name) ?? Buffer.from(hkdfSync('sha256', secret, 'latchkey', purpose, 32))
  derived.set(name, key)
  return key
}
