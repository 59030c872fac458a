import type { Deps } from '../deps.ts'
import * as queue from './queue.ts'

/** So often somebody looks whether the secret is back: soon for a link that lives ten minutes, rarely for a thousand invitations. */
const lookMs = 2 * 60_000
const reply =
  'This letter cannot be opened with the present SECRETS. It waits until it expires, and is sent if the old secret comes back.'

/** Puts off a letter that is sealed under a secret this process does not hold, so that all others go on. It costs the letter nothing,
 *  and another process that holds the secret may send it. The log says it once for each letter. */
export async function putOffLocked({ log }: Pick<Deps, 'log'>, row: queue.QueuedMail, now: Date): Promise<void> {
  if (row.lastReply !== reply) log.error('mail-waits-for-secret', { mail: row._id, kind: row.kind })
  await queue.putOff(row, { reply, notBefore: new Date(now.getTime() + lookMs) })
}
