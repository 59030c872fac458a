import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Language } from '../languages/names.ts'
import { changeLanguage as writeLanguage } from './details.ts'

/** Changes the language a person's pages and letters are in, as they chose it themselves, and tells the audit log. */
export async function changeLanguage(
  deps: Deps,
  input: { userId: string; language: Language; address: string },
): Promise<void> {
  const { userId, language, address } = input
  const at = deps.clock.now()
  const entry = { at, action: 'language.changed', outcome: 'done' as const, actor: userId, subject: userId, address }
  await writeLanguage(userId, language, { id: randomUUID(), entry: { ...entry, detail: language } })
  deps.background.wake()
}
