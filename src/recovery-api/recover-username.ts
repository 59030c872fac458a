import type { Deps } from '../deps.ts'
import { requestReset } from '../password-reset/request-reset.ts'
import { findByIdentifier } from '../users/users.ts'
import { type Caller, recordCall } from './start-recovery.ts'

/** Asks for somebody's username to be mailed to them, in the name of an administrator whose program called: two writes, the same whoever is
 *  named; a worker does the rest. */
export async function startUsernameRecovery(deps: Deps, ask: { identifier: string; caller: Caller }): Promise<void> {
  const { identifier, caller } = ask
  const { id: askedBy, address, userAgent } = caller
  await recordCall(deps, { caller, call: 'recover-username' })
  await requestReset(deps, { identifier, wants: 'username', askedBy, address, userAgent })
}

/** Gives the username to the program, which tells the person itself; undefined where nobody is known by that name. */
export async function handOverUsername(
  deps: Deps,
  ask: { identifier: string; caller: Caller },
): Promise<string | undefined> {
  const user = await findByIdentifier(ask.identifier)
  await recordCall(deps, { caller: ask.caller, call: 'recover-username, handed over', subject: user?.id })
  return user?.username
}
