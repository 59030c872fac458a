import { createHash, randomBytes, randomInt } from 'node:crypto'

const tokenBytes = 32
/** 32 bytes are 42 whole base64url characters and one that carries four bits: only 16 spellings of the last are canonical. */
const canonical = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** A new secret of 256 random bits, spelled in base64url (43 characters). Source: OWASP ASVS 11.5.1. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url')
}

/** A new short code: eight random digits. Source: NIST SP 800-63B-4 §3.1.3.2 (at least six digits). */
export function newCode(): string {
  return String(randomInt(10 ** 8)).padStart(8, '0')
}

/** What may be kept of a token: its SHA-256, in hex. A fast hash is enough for 256 bits. Source: OWASP ASVS 6.5.2. */
export function digestToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Whether a value is a token in its one canonical spelling; anything else is refused before it is looked up. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && canonical.test(value)
}
