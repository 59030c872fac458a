import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { keepLogo, type Logo } from './logos.ts'
import { type Appearance, saveAppearance } from './settings.ts'

/** Saves how the organisation appears on pages and in mails. `logo` replaces the picture, null takes it away, undefined keeps it. */
export async function updateAppearance(
  deps: Deps,
  act: {
    values: Omit<Appearance, 'logo'>
    logo: Logo | null | undefined
    by: string
    address: string
    note?: string | undefined
  },
): Promise<void> {
  const { values, logo, by, address, note } = act
  const entry = { at: deps.clock.now(), action: 'organization.changed', outcome: 'done' as const, actor: by, address }
  await appendEntry({ ...entry, id: randomUUID(), subject: 'organization', detail: note })
  await saveAppearance({ ...values, logo: logo ? await keepLogo(logo) : logo })
}
