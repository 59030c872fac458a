import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { beginCheck, type Check, latestCheck, leaseCheck, noteCheck } from './checks.ts'
import { readHead } from './head.ts'
import { appendEntry, newestEntry } from './log.ts'
import { checkStretch, compareEnd, start, type Verdict } from './verify.ts'

// A tenth of a second of work on one core, in turns of a few milliseconds; then the place is noted.
const stretchLength = 2000
const leaseMs = 30_000

/** Begins a check of the whole log, which goes on beside the requests and through a restart. False while one is under way. */
export async function startCheck(deps: Deps, by: { id: string; address: string }): Promise<boolean> {
  const { secrets } = deps.config
  const running = await latestCheck(secrets)
  if (running && !running.check.verdict) return false
  const [at, id] = [deps.clock.now(), randomUUID()]
  const head = await readHead(secrets)
  const upTo = Math.max((await newestEntry())?._id ?? 0, typeof head === 'object' ? head.number : 0)
  const begun = { id, startedAt: at, startedBy: by.id, upTo, head, place: start, finishedAt: null, verdict: null }
  await beginCheck(secrets, begun)
  const entry = { at, action: 'audit.verification-started', outcome: 'done' as const, actor: by.id, subject: 'audit' }
  await appendEntry({ ...entry, id: `${id}-started`, address: by.address })
  deps.background.wake()
  return true
}

/** Takes the check under way one stretch further, and tells the log of its end. Says whether there is more to do. */
export async function checkNext(deps: Pick<Deps, 'clock' | 'config' | 'log'>): Promise<boolean> {
  const { secrets } = deps.config
  const now = deps.clock.now()
  const latest = await latestCheck(secrets)
  if (!latest || latest.check.verdict || latest.leasedUntil > now) return false
  const held = await leaseCheck(latest, new Date(now.getTime() + leaseMs))
  if (!held) return false
  const check = await goOn(held.check, now)
  // The entry first: a check that is noted as ended shall not lack it.
  if (check.verdict) await tell(deps, check, check.verdict)
  await noteCheck(secrets, { ...held, check })
  return true
}

async function goOn(check: Check, now: Date): Promise<Check> {
  const head = typeof check.head === 'object' ? check.head : undefined
  const most = Math.min(stretchLength, Math.max(check.upTo - check.place.number, 1))
  const { place, ended, broken } = await checkStretch(check.place, { most, head })
  if (broken) return { ...check, place, finishedAt: now, verdict: broken }
  if (!ended && place.number < check.upTo) return { ...check, place }
  return { ...check, place, finishedAt: now, verdict: compareEnd(place.number, check) }
}

async function tell({ clock, log }: Pick<Deps, 'clock' | 'log'>, check: Check, verdict: Verdict): Promise<void> {
  const whole = verdict.outcome === 'whole'
  if (!whole) log.error('audit-log-damaged', { ...verdict })
  await appendEntry({
    id: `${check.id}-ended`,
    at: clock.now(),
    action: 'audit.verified',
    outcome: whole ? 'done' : 'refused',
    actor: check.startedBy,
    subject: 'audit',
    address: '',
    detail: verdictInBrief(verdict),
  })
}

/** How a check stands, by its verdict: 'unsealed' where every entry is whole and only the note of the newest one is not ours. */
export function stateOf(verdict: Verdict | null): 'running' | 'whole' | 'unsealed' | 'damaged' {
  if (!verdict) return 'running'
  if (verdict.outcome === 'forged-head') return 'unsealed'
  return verdict.outcome === 'whole' ? 'whole' : 'damaged'
}

/** A verdict in one plain phrase. */
export function verdictInBrief(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'whole':
      return `${verdict.entries.toLocaleString('en')} ${verdict.entries === 1 ? 'entry' : 'entries'} checked`
    case 'broken': {
      const what = {
        edited: 'was edited',
        'out-of-order': 'does not follow from the one before it',
        gap: 'follows a gap',
      }
      return `entry ${verdict.at} ${what[verdict.fault]}`
    }
    case 'cut':
      return `entries ${verdict.entries + 1} to ${verdict.head} are missing at the end`
    case 'rewritten':
      return `the log was written anew up to entry ${verdict.at}`
    case 'forged-head':
      return 'the note of the newest entry carries no seal of the present SECRETS: the secret it was sealed with was lost, or somebody edited it'
  }
}
