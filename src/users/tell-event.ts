import { appendEntry } from '../audit/log.ts'
import { isDatabaseAway } from '../database/away.ts'
import type { Deps } from '../deps.ts'
import { cancelAddressLetters, cancelLinkLetters, enqueue } from '../mail/queue.ts'
import { forgetEvent, forgetParkedEvent, nextEvent, nextParkedEvent, parkEvent, postponeEvent } from './events.ts'
import type { PersonEvent } from './model.ts'

const firstRetryMs = 60_000
const longestRetryMs = 60 * 60_000

type TellDeps = Pick<Deps, 'clock' | 'log'>

/** Tells one event of one person: takes back letters with dead links, queues its letters, writes the audit entry, then forgets the
 *  event. Each part does nothing the second time, so that a worker killed at any point is simply followed by another. An event
 *  that cannot be told is parked, logged and tried again after 1, 2, 4 … 60 minutes; it holds up no other. Returns whether
 *  there was one; throws while the database is away. */
export async function tellEvent(deps: TellDeps): Promise<boolean> {
  const next = await nextEvent()
  if (!next) return tellParked(deps)
  const { userId, event } = next
  const refusal = await tell(userId, () => event)
  if (refusal) await parkEvent(userId, { event, ...putOff(deps, { userId, id: event.id, tries: 1, refusal }) })
  else await forgetEvent(userId, event.id)
  return true
}

async function tellParked(deps: TellDeps): Promise<boolean> {
  const next = await nextParkedEvent(deps.clock.now())
  if (!next) return false
  const { userId, parked, linksIssuedAt } = next
  const { id, event, tries } = parked
  const refusal = await tell(userId, () => withoutDeadLink(event, linksIssuedAt))
  if (refusal) await postponeEvent(userId, putOff(deps, { userId, id, tries: tries + 1, refusal }))
  else await forgetParkedEvent(userId, id)
  return true
}

/** While an event waited its person may have got another link, or used this one: a dead one is not worth a letter. */
function withoutDeadLink(event: PersonEvent, linksIssuedAt: (Date | undefined)[]): PersonEvent {
  const isLive = linksIssuedAt.some((issuedAt) => issuedAt?.getTime() === event.entry.at.getTime())
  const isDead = event.letter?.sealed && !isLive
  return isDead ? { ...event, letter: undefined } : event
}

/** What stands in the way of telling an event; undefined once it is told. */
async function tell(userId: string, told: () => PersonEvent): Promise<Error | undefined> {
  try {
    const { id, entry, letter, notice, alerts = [], endsLinks, endsAddressLinks } = told()
    if (endsLinks) await cancelLinkLetters({ userId, before: entry.at, except: id })
    if (endsAddressLinks) await cancelAddressLetters({ userId, before: entry.at, except: id })
    if (letter) await enqueue(letter)
    if (notice) await enqueue(notice)
    for (const alert of alerts) await enqueue(alert)
    await appendEntry({ ...entry, id })
    return undefined
  } catch (error) {
    if (isDatabaseAway(error) || !(error instanceof Error)) throw error
    return error
  }
}

function putOff({ clock, log }: TellDeps, failed: { userId: string; id: string; tries: number; refusal: Error }) {
  const { userId, id, tries, refusal } = failed
  const delayMs = Math.min(firstRetryMs * 2 ** (tries - 1), longestRetryMs)
  const retryAt = new Date(clock.now().getTime() + delayMs)
  log.error('event-cannot-be-told', { user: userId, told: id, tries, retryAt, error: refusal })
  return { id, reason: refusal.message, tries, retryAt }
}
