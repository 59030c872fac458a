import { createHash } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { digestToken } from '../security/tokens.ts'
import type { ProofPurpose } from '../users/model.ts'
import type { Holder } from './reset-tokens.ts'

const actions = { reset: 'password-reset.link-opened', invitation: 'invitation.opened' }

/** Notes in the audit log, once per link, that the page behind it was shown; nothing where the mailed code led there. It changes nothing
 *  about the link, and it need not have been a person: scanners follow links too. */
export async function noteOpened(
  deps: Deps,
  opened: { token: string; purpose: ProofPurpose; holder: Holder; address: string },
): Promise<void> {
  const { token, purpose, holder, address } = opened
  const digest = digestToken(token)
  if (digest !== holder.digests[0]) return
  const id = createHash('sha256').update(`opened ${digest}`).digest('hex')
  const entry = {
    at: deps.clock.now(),
    action: actions[purpose],
    outcome: 'done' as const,
    actor: 'anonymous',
  }
  await appendEntry({ id, ...entry, subject: holder.userId, address })
}
