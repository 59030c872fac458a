import { deriveKey } from './keys.ts'

/** A key that goes into a hash and is not in the database, so that a stolen database alone cannot be guessed at. Its id, which stands
 *  beside each hash it went into, tells nothing about it. Source: OWASP Password Storage Cheat Sheet, "Peppering"; NIST SP 800-63B-4 §3.1.1.2. */
export interface Pepper {
  id: string
  key: Buffer
}

const idBytes = 6

/** The peppers of a deployment, in its order: the first is current. */
export function peppersOf(secrets: readonly string[]): Pepper[] {
  return secrets.map((secret) => ({
    id: deriveKey(secret, 'pepper-name').subarray(0, idBytes).toString('base64url'),
    key: deriveKey(secret, 'pepper'),
  }))
}
