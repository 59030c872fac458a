import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { writeLetter } from '../letters/write.ts'
import { cancel, findRow, hurry, requeue } from './history.ts'
import { type QueuedMail, resume } from './queue.ts'
import { worthSendingMs } from './retry.ts'
import { kindInWords } from './words.ts'

/** The administrator who acts, and from where. */
export interface By {
  id: string
  address: string
}

/** What became of trying a letter again, or why it cannot be: it left, it is on its way, its time is over, it was taken back, or
 *  its link was erased when it ended. */
export type Retried = 'queued' | 'unknown' | 'sent' | 'on-its-way' | 'expired' | 'cancelled' | 'link-gone'
export type Cancelled = 'cancelled' | 'unknown' | 'on-its-way' | 'ended'

/** Makes a letter due now: one that waits, or one that failed and can still be written whole in time. */
export async function retryLetter(deps: Deps, act: { id: string; by: By }): Promise<Retried> {
  const now = deps.clock.now()
  const row = await findRow(act.id)
  if (!row) return 'unknown'
  const obstacle = await obstacleTo(deps, row, now)
  await record(deps, { ...act, row, action: 'mail.retried', obstacle })
  if (obstacle) return obstacle
  const done = row.state === 'queued' ? await hurry(row, now) : await requeue(row, now)
  if (!done) {
    await record(deps, { ...act, row, action: 'mail.retried', obstacle: 'on-its-way' })
    return 'on-its-way'
  }
  deps.background.wake()
  return 'queued'
}

/** Takes a waiting letter back. What a worker has in its hands cannot be called back. */
export async function cancelLetter(deps: Deps, act: { id: string; by: By }): Promise<Cancelled> {
  const now = deps.clock.now()
  const row = await findRow(act.id)
  if (!row) return 'unknown'
  const obstacle = row.state !== 'queued' ? 'ended' : isOnItsWay(row, now) ? 'on-its-way' : undefined
  await record(deps, { ...act, row, action: 'mail.cancelled', obstacle })
  if (obstacle) return obstacle
  if (await cancel(row, now)) return 'cancelled'
  await record(deps, { ...act, row, action: 'mail.cancelled', obstacle: 'on-its-way' })
  return 'on-its-way'
}

/** Ends a pause: waiting letters are tried at once. */
export async function resumeQueue(deps: Deps, by: By): Promise<void> {
  const at = deps.clock.now()
  const entry = { at, action: 'mail.resumed', outcome: 'done' as const, actor: by.id, subject: 'mail' }
  await appendEntry({ ...entry, id: randomUUID(), address: by.address })
  await resume(at)
  deps.background.wake()
}

/** Whether a worker has the letter right now. */
export function isOnItsWay({ leasedUntil }: Pick<QueuedMail, 'leasedUntil'>, now: Date): boolean {
  return leasedUntil !== null && leasedUntil > now
}

type Obstacle = Exclude<Retried, 'queued' | 'unknown'>

async function obstacleTo(deps: Deps, row: QueuedMail, now: Date): Promise<Obstacle | undefined> {
  if (row.state === 'sent' || row.state === 'cancelled') return row.state
  if (row.state === 'queued' && isOnItsWay(row, now)) return 'on-its-way'
  if (row.state === 'expired' || row.expiresAt.getTime() - now.getTime() < worthSendingMs) return 'expired'
  return row.state === 'queued' || (await canBeWritten(deps, row)) ? undefined : 'link-gone'
}

/** A letter that failed lost its secret part; only one that never had any can be written again. */
async function canBeWritten({ config, log }: Deps, row: QueuedMail): Promise<boolean> {
  const quiet = { ...log, error: () => {} }
  const nobody = { name: '', address: '' }
  const { outcome } = await writeLetter({ config, log: quiet }, row, { from: nobody, replyTo: undefined })
  return outcome === 'written'
}

function record(
  deps: Deps,
  act: { row: QueuedMail; by: By; action: string; obstacle: string | undefined },
): Promise<void> {
  const { row, by, action, obstacle } = act
  return appendEntry({
    id: randomUUID(),
    at: deps.clock.now(),
    action,
    outcome: obstacle ? 'refused' : 'done',
    actor: by.id,
    subject: row.userId,
    address: by.address,
    detail: obstacle ? `${kindInWords(row.kind)}: ${obstacle.replaceAll('-', ' ')}` : kindInWords(row.kind),
  })
}
