import { createHash } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { digestToken } from '../security/tokens.ts'

/** Notes in the audit log, once per link, that the page behind it was shown. It changes nothing about the link, and it need not have been a
 *  person: scanners follow links too. */
export async function noteOpened(
  deps: Deps,
  opened: { token: string; userId: string; address: string },
): Promise<void> {
  const { token, userId: subject, address } = opened
  const id = createHash('sha256')
    .update(`opened ${digestToken(token)}`)
    .digest('hex')
  const entry = {
    at: deps.clock.now(),
    action: 'password-reset.link-opened',
    outcome: 'done' as const,
    actor: 'anonymous',
  }
  await appendEntry({ id, ...entry, subject, address })
}
