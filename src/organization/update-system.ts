import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { cancelLinkLetters } from '../mail/queue.ts'
import { readSettings, type SystemSettings, saveSystem } from './settings.ts'

type Chosen = Omit<SystemSettings, 'resetOpenSince'>

/** Saves the System Configuration tab. Switching reset on dates the links that count from now, so that those mailed before it was
 *  switched off stay dead. */
export async function updateSystem(
  deps: Deps,
  act: { values: Chosen; by: string; address: string; note?: string | undefined },
): Promise<void> {
  const { system } = await readSettings()
  const at = deps.clock.now()
  const switchedOn = act.values.selfServiceReset && !system.selfServiceReset
  const isSame = act.values.selfServiceReset === system.selfServiceReset
  const reset = isSame ? undefined : `reset ${switchedOn ? 'on' : 'off'}`
  const detail = [reset, act.note].filter(Boolean).join(', ') || undefined
  const entry = {
    at,
    action: 'system.changed',
    outcome: 'done' as const,
    actor: act.by,
    subject: 'system',
    address: act.address,
  }
  await appendEntry({ ...entry, id: randomUUID(), detail })
  const switchedOff = system.selfServiceReset && !act.values.selfServiceReset
  await saveSystem({ ...system, ...act.values, resetOpenSince: switchedOn ? at : system.resetOpenSince })
  if (switchedOff) await cancelLinkLetters({ before: at })
}
