import { appendEntry } from '../audit/log.ts'
import { cancelLinkLetters, enqueue } from '../mail/queue.ts'
import { forgetEvent, nextEvent } from './events.ts'

/** Tells one event of one person: takes back letters with dead links, queues the letter, writes the audit entry, then forgets the
 *  event. Each part does nothing the second time, so that a worker killed at any point is simply followed by another. Returns
 *  whether there was one. */
export async function tellEvent(): Promise<boolean> {
  const next = await nextEvent()
  if (!next) return false
  const { id, entry, letter, endsLinks } = next.event
  if (endsLinks) await cancelLinkLetters({ userId: next.userId, before: entry.at, except: id })
  if (letter) await enqueue(letter)
  await appendEntry({ ...entry, id })
  await forgetEvent(next.userId, id)
  return true
}
