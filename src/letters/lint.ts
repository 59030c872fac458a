import type { LetterKind } from './kinds.ts'
import { placeholder } from './markup.ts'
import type { Template } from './shipped.ts'

/** What is wrong with a template, one sentence for each field that cannot be saved: placeholders this letter does not have, braces
 *  that do not close, a link in the subject, a letter without its link. Empty where all is well. */
export function lintTemplate(kind: LetterKind, template: Template): Partial<Record<keyof Template, string>> {
  const faults: Partial<Record<keyof Template, string>> = {}
  for (const field of ['subject', 'heading', 'message'] as const) {
    const fault = faultIn(template[field], kind)
    if (fault) faults[field] = fault
    else if (field !== 'message' && names(template[field]).includes('link'))
      faults[field] = 'The link belongs in the message'
  }
  const missing = kind.needs.find((name) => !names(template.message).includes(name))
  if (/(?<!^|\s|\]\()\{\{[ \t]*link\b/m.test(template.message))
    faults.message ??= 'Put a space before {{link}}, or write it as a button'
  if (missing) faults.message ??= `This letter is of no use without {{${missing}}}: put it back`
  return faults
}

function faultIn(text: string, kind: LetterKind): string | undefined {
  const unknown = names(text).find((name) => !Object.hasOwn(kind.placeholders, name))
  if (unknown) return `This letter has no {{${unknown}}}; the list beside the form says which there are`
  if (/\{\{|\}\}/.test(text.replace(placeholder, ''))) return 'A placeholder is not closed: write it as {{name}}'
  return undefined
}

function names(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, name]) => name ?? '')
}
