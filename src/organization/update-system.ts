import { isDeepStrictEqual } from 'node:util'
import type { Deps } from '../deps.ts'
import { cancelLinkLetters } from '../mail/queue.ts'
import { changeSettings, type SettingsChange } from './change-settings.ts'
import type { SystemSettings } from './settings.ts'

type Chosen = Omit<SystemSettings, 'resetOpenSince'>

/** The System Configuration tab as it is to be, and who wants it so. */
export interface SystemAct {
  values: Chosen
  by: string
  address: string
  note?: string | undefined
}

/** Saves the System Configuration tab, as `systemChange` says. */
export function updateSystem(deps: Deps, act: SystemAct): Promise<void> {
  return changeSettings(deps, async ({ system }) => ({ outcome: undefined, change: systemChange(deps, act, system) }))
}

/** What becomes of the System Configuration tab. Switching reset on dates the links that count from now, so that those mailed before it
 *  was switched off stay dead. */
export function systemChange(deps: Deps, act: SystemAct, system: SystemSettings): SettingsChange {
  const at = deps.clock.now()
  const switchedOn = act.values.selfServiceReset && !system.selfServiceReset
  const switchedOff = system.selfServiceReset && !act.values.selfServiceReset
  const reset = switchedOn || switchedOff ? `reset ${switchedOn ? 'on' : 'off'}` : undefined
  const detail = [reset, act.note].filter(Boolean).join(', ') || undefined
  const entry = { action: 'system.changed', actor: act.by, subject: 'system', address: act.address, detail }
  const isSame = isDeepStrictEqual({ ...system, ...act.values }, system)
  return {
    entries: isSame ? [] : [entry],
    sections: { system: { ...system, ...act.values, resetOpenSince: switchedOn ? at : system.resetOpenSince } },
    follow: async () => {
      if (switchedOff) await cancelLinkLetters({ before: at })
    },
  }
}
