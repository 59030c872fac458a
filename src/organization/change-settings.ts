import { randomUUID } from 'node:crypto'
import { type AuditEntry, appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { Unavailable } from '../errors.ts'
import { readRevision, type Sections, type Settings, writeSettings } from './settings.ts'

/** What becomes of the settings: what the audit log says of it, the sections as they are to be, and what follows from that. */
export interface SettingsChange {
  entries: Omit<AuditEntry, 'id' | 'at' | 'outcome'>[]
  sections: Sections
  follow?(): Promise<unknown>
}

/** Every try in which one fails, another's has gone in: so many would have to come at the same moment. */
const mostTries = 20

/** Changes the settings in one step by what `decide` makes of them as they are; where somebody else changes them meanwhile, it decides
 *  anew. The audit log is told first, and says the same thing once; it
 *  also tells of what others then overtook. Without a `change` nothing is written. Returns the outcome decided on. Throws
 *  `Unavailable` where others were faster every time. */
export async function changeSettings<Outcome>(
  deps: Deps,
  decide: (settings: Settings) => Promise<{ outcome: Outcome; change?: SettingsChange | undefined }>,
): Promise<Outcome> {
  const act = randomUUID()
  for (let tries = 0; tries < mostTries; tries++) {
    const { settings, revision } = await readRevision()
    const { outcome, change } = await decide(settings)
    if (!change) return outcome
    const at = deps.clock.now()
    for (const entry of change.entries)
      await appendEntry({ ...entry, id: [act, entry.action, entry.detail].join(' '), at, outcome: 'done' })
    if (await writeSettings(change.sections, revision)) {
      await change.follow?.()
      return outcome
    }
  }
  throw new Unavailable('Others are changing the settings too. Try again', 1)
}

/** Several changes as one. */
export function together(changes: SettingsChange[]): SettingsChange {
  return {
    entries: changes.flatMap(({ entries }) => entries),
    sections: Object.assign({}, ...changes.map(({ sections }) => sections)),
    follow: async () => {
      for (const { follow } of changes) await follow?.()
    },
  }
}
