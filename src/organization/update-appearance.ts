import type { Deps } from '../deps.ts'
import { changeSettings, type SettingsChange } from './change-settings.ts'
import { keepLogo, type Logo } from './logos.ts'
import type { Appearance, Settings } from './settings.ts'

/** How the organisation is to appear, and who wants it so. `logo` replaces the picture, null takes it away, undefined keeps it. */
export interface AppearanceAct {
  values: Omit<Appearance, 'logo'>
  logo: Logo | null | undefined
  by: string
  address: string
  note?: string | undefined
}

/** Saves how the organisation appears on pages and in mails. */
export function updateAppearance(deps: Deps, act: AppearanceAct): Promise<void> {
  return changeSettings(deps, async (settings) => ({
    outcome: undefined,
    change: await appearanceChange(act, settings),
  }))
}

/** What becomes of how the organisation appears. A new picture is kept at once: until the settings name it, nobody sees it. */
export async function appearanceChange(act: AppearanceAct, settings: Settings): Promise<SettingsChange> {
  const { values, by: actor, address, note: detail } = act
  const logo = act.logo ? await keepLogo(act.logo) : act.logo
  const isSame =
    (logo === undefined || (logo ?? undefined) === settings.logo) &&
    values.organizationName === settings.organizationName &&
    values.supportContact === settings.supportContact &&
    values.brandColor === settings.brandColor
  const entry = { action: 'organization.changed', actor, address, subject: 'organization', detail }
  return { entries: isSame ? [] : [entry], sections: { appearance: { ...values, logo } } }
}
