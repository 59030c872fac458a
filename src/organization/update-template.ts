import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import type { Template } from '../letters/shipped.ts'
import { dropTemplate, saveTemplate } from '../letters/templates.ts'

/** Which letter, and who words it from where. */
export interface Wording {
  kind: string
  language: string
  by: string
  address: string
  /** What the audit log says beside the change. */
  note?: string | undefined
}

/** Saves the administrator's own wording of a letter; letters still in the queue are written with it too. */
export async function updateTemplate(deps: Deps, wording: Wording, template: Template): Promise<void> {
  await tell(deps, wording, 'template.changed')
  await saveTemplate(wording.kind, wording.language, template, deps.clock.now())
}

/** Goes back to the wording the product brings. False where there was no other. */
export async function restoreTemplate(deps: Deps, wording: Wording): Promise<boolean> {
  const done = await dropTemplate(wording.kind, wording.language)
  if (done) await tell(deps, wording, 'template.restored')
  return done
}

function tell({ clock }: Deps, { kind, language, by, address, note }: Wording, action: string): Promise<void> {
  const entry = { id: randomUUID(), at: clock.now(), action, outcome: 'done' as const, actor: by, subject: 'templates' }
  return appendEntry({ ...entry, address, detail: [kind, language, note].filter(Boolean).join(', ') })
}
