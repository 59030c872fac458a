import type { Deps } from '../deps.ts'
import { hashPassword, isOutdated } from '../security/passwords.ts'
import { replaceHash } from '../users/changes.ts'
import type { User } from '../users/users.ts'

interface Due {
  was: string
  password: string
}

/** Passwords stay in memory until their turn comes: never more than these, never in the database, gone with the process. */
const mostDue = 100
const due = new Map<string, Due>()

/** Remembers somebody whose right password was just shown and is kept by a hash of an older kind (another cost, another pepper), so that
 *  it is hashed anew behind the answer. Where too many wait already it is left to the next sign-in. */
export function renewHashLater({ background }: Deps, { id, passwordHash }: User, password: string): void {
  if (passwordHash === undefined || !isOutdated(passwordHash) || due.size >= mostDue) return
  due.set(id, { was: passwordHash, password })
  background.wake()
}

/** Hashes one of them anew. Nothing else changes, so that sessions go on; a password changed meanwhile stays as it was changed. False where
 *  nobody waits. Source: OWASP Password Storage Cheat Sheet, "Upgrading the Work Factor". */
export async function renewNextHash(): Promise<boolean> {
  const [next] = due
  if (!next) return false
  const [userId, { was, password }] = next
  due.delete(userId)
  await replaceHash({ userId, was, becomes: await hashPassword(password) })
  return true
}
