import { hash, verify } from 'argon2'
import { normalisePassword } from './password-text.ts'

/** argon2id with 19 MiB, two passes, one lane. Source: OWASP Password Storage Cheat Sheet, "Argon2id". */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

let nobody: Promise<string> | undefined

/** Hashes a password to a PHC string (argon2id, a salt of its own). The password is normalised, so that the same characters
 *  typed on another keyboard match. Source: NIST SP 800-63B-4 §3.1.1.2. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalisePassword(password), cost)
}

/** Whether the password belongs to the hash. Without a hash (no such person, none chosen yet) the same work is done and the
 *  answer is false. Source: OWASP Authentication Cheat Sheet, "Authentication Responses". */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  nobody ??= hash('nobody has this password', cost)
  const matches = await verify(passwordHash ?? (await nobody), normalisePassword(password))
  return matches && passwordHash !== undefined
}

/** Prepares the hash that stands in for people who do not exist, so that the first sign-in is not slower than the second. */
export async function warmUpPasswords(): Promise<void> {
  await isPassword('', undefined)
}
