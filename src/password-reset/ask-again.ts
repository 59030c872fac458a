import type { Deps } from '../deps.ts'
import { digestToken, isToken } from '../security/tokens.ts'
import { findPastLink } from '../users/past-links.ts'
import { type Asked, askForReset } from './request-reset.ts'

/** Why a link does not work any more. 'unknown' is all that anybody learns who holds no token of ours, and whoever need not know more. */
export type DeadLink = 'used' | 'replaced' | 'expired' | 'unknown'

/** How the link ended that this token is of. One look-up, the same for tokens that nobody was ever given. */
export async function whyDead(deps: Deps, token: unknown): Promise<DeadLink> {
  const past = isToken(token) ? await findPastLink(digestToken(token), deps.clock.now()) : undefined
  return past === undefined || past.ended === 'ended' ? 'unknown' : past.ended
}

/** Whether this token was ever mailed to somebody, in a link that is remembered. */
export async function isPastLink(deps: Deps, token: unknown): Promise<boolean> {
  return isToken(token) && (await findPastLink(digestToken(token), deps.clock.now())) !== undefined
}

/** Asks for a new mail in the name of whoever the dead link was mailed to, under the usual limits; gives what the browser shall remember.
 *  Undefined, and nothing is asked, for a token that is nobody's. */
export async function askAgain(
  deps: Deps,
  input: { token: unknown; before: Asked | undefined; address: string; userAgent: string },
): Promise<Asked | undefined> {
  const { token, ...browser } = input
  const past = isToken(token) ? await findPastLink(digestToken(token), deps.clock.now()) : undefined
  return past && askForReset(deps, { identifier: past.username, returnTo: past.returnTo, ...browser })
}
