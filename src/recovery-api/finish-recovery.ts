import { usingKey } from '../api-keys/key-in-use.ts'
import type { Deps } from '../deps.ts'
import type { Saying } from '../languages/translate.ts'
import { completeReset, openLink } from '../password-reset/complete-reset.ts'
import { sendReset } from '../password-reset/send-reset.ts'
import { digestToken, isToken } from '../security/tokens.ts'
import type { ProofPurpose } from '../users/model.ts'
import { type Caller, recordCall } from './start-recovery.ts'

/** Whose code it is. */
export interface Owner {
  userId: string
  username: string
  email: string
}

export type Validated = { outcome: 'live'; owner: Owner; purpose: ProofPurpose } | { outcome: 'dead-link' | 'closed' }

/** Whose code this is and whether it can be used, changing nothing about it: a mailed link's token, that of an invitation, or one that
 *  was handed to a program. A request for the last that still waits for its turn is answered first, in the name of whoever made it. */
export async function validateCode(deps: Deps, token: string): Promise<Validated> {
  if (isToken(token)) await usingKey(undefined, () => sendReset(deps, digestToken(token)))
  const invitation = await openLink(deps, { token, purpose: 'invitation' })
  if (invitation.outcome === 'live') return { outcome: 'live', purpose: 'invitation', owner: invitation.holder }
  const opened = await openLink(deps, { token, purpose: 'reset' })
  return opened.outcome === 'live' ? { outcome: 'live', purpose: 'reset', owner: opened.holder } : opened
}

export type Finished =
  | { outcome: 'changed'; owner: Owner }
  | { outcome: 'refused' | 'chosen-before'; reason: Saying }
  | { outcome: 'dead-link' | 'closed' }

/** Chooses a new password with a code, as the page does: a refused password leaves the code usable, of any number of callers one wins. */
export async function finishRecovery(
  deps: Deps,
  input: { token: string; password: string; caller: Caller; call: string },
): Promise<Finished> {
  const { token, password, caller, call } = input
  const valid = await validateCode(deps, token)
  if (valid.outcome !== 'live') return valid
  const { owner, purpose } = valid
  const { address, userAgent } = caller
  const done = await completeReset(deps, { token, purpose, password, address, userAgent })
  if (done.outcome === 'changed') {
    await recordCall(deps, { caller, call, subject: owner.userId })
    return { outcome: 'changed', owner }
  }
  if (done.outcome === 'dead-link' || done.outcome === 'closed') return done
  return { outcome: done.outcome, reason: done.reason }
}
