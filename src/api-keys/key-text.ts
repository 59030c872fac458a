import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { newToken } from '../security/tokens.ts'

/** How a key is spelled: a mark of ours, its id, 256 random bits, and a checksum over all of that, so that scanners for lost secrets
 *  recognise a key and nothing else. Source: GitHub, "Behind GitHub's new authentication token formats". */
const spelling = /^(lk_([0-9a-f]{16})_[A-Za-z0-9_-]{43})([0-9a-f]{8})$/

/** A new id for a key; it is no secret. */
export function newKeyId(): string {
  return randomBytes(8).toString('hex')
}

/** A new key with this id, as it is shown once. Source: OWASP ASVS 11.5.1. */
export function newKeyText(id: string): string {
  const text = `lk_${id}_${newToken()}`
  return `${text}${checksum(text)}`
}

/** The id in a key; undefined for everything that is not spelled as a key is, so that it is refused before it is looked up. */
export function keyIdIn(text: string): string | undefined {
  const [, body = '', id, sum] = spelling.exec(text) ?? []
  return sum === checksum(body) ? id : undefined
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
