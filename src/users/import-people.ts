import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { type By, detailOf } from './act-event.ts'
import { createInvited } from './invite.ts'
import { type Candidate, planImport } from './plan-import.ts'
import type { LineFault } from './read-csv.ts'

/** People created side by side: enough for the database to put several on disk at once. */
const lanes = 16

export type Imported =
  | { outcome: 'imported'; created: number; known: number; lost: LineFault[] }
  | { outcome: 'refused'; faults: LineFault[] }

/** Creates everybody on a list as invited: each person, with their link and letter, is one write. Where anything on the list is
 *  wrong nobody is created. Cut short it can be run again: who is there already is left alone. `lost` are people whose
 *  name somebody else took in between. */
export async function importPeople(deps: Deps, input: { candidates: Candidate[]; by: By }): Promise<Imported> {
  const { fresh, known, faults } = await planImport(input.candidates)
  if (faults.length > 0) return { outcome: 'refused', faults }
  const settings = await readSettings()
  const lost: LineFault[] = []
  const waiting = fresh.values()
  const lane = async () => {
    for (const { line, ...invitee } of waiting) {
      const done = await createInvited(deps, { invitee, by: input.by, settings, detail: 'imported' })
      if (done.outcome === 'taken') lost.push({ line, reason: `Another user has this ${words[done.field]} by now.` })
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const done = { created: fresh.length - lost.length, known: known.length }
  await record(deps, input.by, `${done.created} created, ${done.known} there already, ${lost.length} not created`)
  deps.background.wake()
  return { outcome: 'imported', ...done, lost: lost.sort((a, b) => a.line - b.line) }
}

const words = { username: 'username', email: 'e-mail address' }

function record(deps: Deps, by: By, detail: string): Promise<void> {
  const entry = {
    at: deps.clock.now(),
    action: 'users.imported',
    outcome: 'done' as const,
    actor: by.id,
    subject: 'users',
  }
  return appendEntry({ id: randomUUID(), ...entry, address: by.address, ...detailOf(by, detail) })
}
