import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { requestReset } from '../password-reset/request-reset.ts'
import { digestToken, newToken } from '../security/tokens.ts'

export interface Caller {
  id: string
  /** Whether the program showed a key, and not the administrator's password. */
  byKey: boolean
  address: string
  userAgent: string
}

/** Asks for a reset mail in the name of an administrator whose program called: two writes, the same whoever is named; a worker does the
 *  rest, under the limits of the pages. Gives the request's id. */
export async function startRecovery(
  deps: Deps,
  ask: { identifier: string; caller: Caller; call: string; returnTo?: string | undefined; withCode?: boolean },
): Promise<string> {
  const { identifier, caller, call, returnTo, withCode } = ask
  await recordCall(deps, { caller, call })
  return requestReset(deps, { identifier, returnTo, withCode, ...by(caller) })
}

/** The same without a mail: gives the token of the link to the program that asked, which tells the person itself. Everybody gets one;
 *  it is worth something only once a request for it was answered, and only where there is an account that this caller may open. */
export async function handOverToken(
  deps: Deps,
  ask: { identifier: string; caller: Caller; call: string; returnTo?: string | undefined },
): Promise<string> {
  const { identifier, caller, call, returnTo } = ask
  const token = newToken()
  await recordCall(deps, { caller, call })
  await requestReset(deps, {
    identifier,
    returnTo,
    tokenDigest: digestToken(token),
    byKey: caller.byKey,
    ...by(caller),
  })
  return token
}

/** Writes down what a program did in an administrator's name. `subject` is the person concerned, where one is known. */
export async function recordCall(
  deps: Deps,
  done: { caller: Pick<Caller, 'id' | 'address'>; call: string; subject?: string; outcome?: 'done' | 'refused' },
): Promise<void> {
  const { caller, call, subject = '', outcome = 'done' } = done
  const entry = { at: deps.clock.now(), action: 'api.recovery', outcome, actor: caller.id, subject }
  await appendEntry({ id: randomUUID(), ...entry, address: caller.address, detail: `by API: ${call}` })
}

function by({ id, address, userAgent }: Caller) {
  return { askedBy: id, address, userAgent }
}
