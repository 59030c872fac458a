import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { changeProfile as writeProfile } from '../users/details.ts'
import { findUser } from '../users/users.ts'

/** Changes the name a person goes by, and tells the audit log; nothing happens where it is that name already. */
export async function changeProfile(
  deps: Deps,
  input: { userId: string; givenName: string; familyName: string; address: string },
): Promise<void> {
  const { userId, givenName, familyName, address } = input
  const user = await findUser(userId)
  if (user?.givenName === givenName && user.familyName === familyName) return
  const at = deps.clock.now()
  const entry = { at, action: 'profile.changed', outcome: 'done' as const, actor: userId, subject: userId, address }
  await writeProfile({ userId, givenName, familyName, event: { id: randomUUID(), entry } })
  deps.background.wake()
}
