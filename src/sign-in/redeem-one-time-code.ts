import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { isResetOpen, readSettings } from '../organization/settings.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { spendOneTimeCode } from '../users/forced-reset.ts'
import type { ProofPurpose } from '../users/model.ts'
import type { User } from '../users/users.ts'

/** A token with which the new password may be chosen. */
export interface Choice {
  token: string
  purpose: ProofPurpose
}

/** Takes the right one-time code of somebody who must choose a new password, and gives the token of a link in its place; no session begins.
 *  While reset is closed it is a token of the other kind, which the switch does not close. Undefined where somebody else was
 *  quicker. Source: OWASP ASVS 6.4.1, 6.5.1. */
export async function redeemOneTimeCode(
  deps: Deps,
  right: { user: User; hash: string; address: string; returnTo: string | undefined },
): Promise<Choice | undefined> {
  const { user, hash, address, returnTo } = right
  const settings = await readSettings()
  const purpose = isResetOpen(settings) ? 'reset' : 'invitation'
  const [token, issuedAt] = [newToken(), deps.clock.now()]
  const expiresAt = new Date(issuedAt.getTime() + settings.system.linkLifetimeMinutes * 60_000)
  const proof = { digest: digestToken(token), purpose, issuedAt, expiresAt, returnTo } as const
  const entry = { at: issuedAt, action: 'sign-in.one-time-code', outcome: 'done' as const, actor: user.id }
  const event = { id: randomUUID(), endsLinks: true, entry: { ...entry, subject: user.id, address } }
  if (!(await spendOneTimeCode({ userId: user.id, hash, proof, event }))) return undefined
  deps.background.wake()
  return { token, purpose }
}
