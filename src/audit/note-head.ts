import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { startCheck } from './check-log.ts'
import { type Check, latestCheck } from './checks.ts'
import { readHead, replaceHead, spell } from './head.ts'
import { appendEntry, findEntry } from './log.ts'
import type { Place } from './verify.ts'

/** The last entry of a check that found every entry whole and the kept head under another seal: what may be noted anew. Undefined
 *  for every other check. */
export function notable(check: Check | undefined): Place | undefined {
  return check?.verdict?.outcome === 'forged-head' && check.place.number > 0 ? check.place : undefined
}

/** Notes the head of the log anew where its seal is not ours, as after a lost secret: the entry the latest check ended with, spelled as
 *  the administrator saw it. Begins another check, whose verdict takes the place of that one. 'check-first' where the latest check
 *  did not find that entry at the end of a whole log, or the log holds another one by now. */
export async function noteHead(
  deps: Deps,
  act: { head: string; by: { id: string; address: string } },
): Promise<'noted' | 'not-needed' | 'check-first'> {
  const { secrets } = deps.config
  if ((await readHead(secrets)) !== 'forged') return 'not-needed'
  const place = notable((await latestCheck(secrets))?.check)
  const isWhole = place && spell(place) === act.head && (await findEntry(place.number))?.hash === place.hash
  await record(deps, act, isWhole ? 'done' : 'refused')
  if (!isWhole) return 'check-first'
  if (!(await replaceHead(deps, place))) return 'not-needed'
  deps.log.warn('audit-head-noted-anew', { number: place.number, hash: place.hash })
  await startCheck(deps, act.by)
  return 'noted'
}

function record(
  { clock }: Deps,
  { head, by }: { head: string; by: { id: string; address: string } },
  outcome: 'done' | 'refused',
): Promise<void> {
  return appendEntry({
    id: randomUUID(),
    at: clock.now(),
    action: 'audit.head-noted',
    outcome,
    actor: by.id,
    subject: 'audit',
    address: by.address,
    detail: head,
  })
}
