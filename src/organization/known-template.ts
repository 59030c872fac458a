import { isLanguage, type Language } from '../languages/names.ts'
import { type LetterKind, letterKinds } from '../letters/kinds.ts'
import { lintTemplate } from '../letters/lint.ts'
import type { Template } from '../letters/shipped.ts'
import { templateFor, type Worded } from '../letters/templates.ts'

/** A letter in one language, and the words in use. */
export interface KnownTemplate {
  name: string
  kind: LetterKind
  language: Language
  template: Worded
}

/** The letter an address names; undefined where there is none. */
export async function findTemplate({
  kind: name = '',
  language,
}: Record<string, string>): Promise<KnownTemplate | undefined> {
  const kind = Object.hasOwn(letterKinds, name) ? letterKinds[name] : undefined
  const template = kind && isLanguage(language) ? await templateFor(name, language) : undefined
  return kind && template && isLanguage(language) ? { name, kind, language, template } : undefined
}

/** Given words over those in use. Whoever words a letter anew does so in the language of its address. */
export function wordedAnew({ language, template }: KnownTemplate, given: Record<string, unknown>): Worded {
  const isGiven = Object.values(given).some((words) => words !== undefined)
  const text = (field: keyof Template) => (given[field] === undefined ? template[field] : String(given[field]))
  const [subject, heading, message] = [text('subject'), text('heading'), text('message')]
  return { subject, heading, message, language: isGiven ? language : template.language }
}

/** Why a wording would be refused, field by field; none where it would not. */
export function findingsIn(kind: LetterKind, template: Template) {
  return Object.entries(lintTemplate(kind, template)).map(([field, message]) => ({ field, message }))
}
