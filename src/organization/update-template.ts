import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import type { Template } from '../letters/shipped.ts'
import { dropTemplate, ownTemplates, saveTemplate, templateFor } from '../letters/templates.ts'
import { wordLetters } from './word-letters.ts'

/** Which letter, and who words it from where. */
export interface Wording {
  kind: string
  language: string
  by: string
  address: string
  /** What the audit log says beside the change. */
  note?: string | undefined
}

/** Saves the administrator's own wording of a letter; letters still in the queue are written with it too. Nothing happens where it is
 *  worded so already. */
export async function updateTemplate(deps: Deps, wording: Wording, template: Template): Promise<void> {
  await wordLetters()
  if (await isOwn(wording, template)) return
  await tell(deps, wording, 'template.changed')
  await saveTemplate(wording.kind, wording.language, template, deps.clock.now())
}

/** Goes back to the wording the product brings. False where there was no other. */
export async function restoreTemplate(deps: Deps, wording: Wording): Promise<boolean> {
  await wordLetters()
  const done = await dropTemplate(wording.kind, wording.language)
  if (done) await tell(deps, wording, 'template.restored')
  return done
}

/** What the audit log is told of a letter that was worded anew, or as it was. */
export function templateEntry({ kind, language, by, address, note }: Wording, action: string) {
  const detail = [kind, language, note].filter(Boolean).join(', ')
  return { action, actor: by, subject: 'templates', address, detail }
}

async function isOwn({ kind, language }: Wording, { subject, heading, message }: Template): Promise<boolean> {
  if (!(await ownTemplates()).has(`${kind}/${language}`)) return false
  const own = await templateFor(kind, language)
  return own?.subject === subject && own.heading === heading && own.message === message
}

function tell({ clock }: Deps, wording: Wording, action: string): Promise<void> {
  return appendEntry({ ...templateEntry(wording, action), id: randomUUID(), at: clock.now(), outcome: 'done' })
}
