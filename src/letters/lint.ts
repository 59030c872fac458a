import type { LetterKind } from './kinds.ts'
import { isLink, namesIn, placeholder } from './markup.ts'
import type { Template } from './shipped.ts'

/** What is wrong with a template, one sentence for each field that cannot be saved: placeholders this letter does not have, braces
 *  that do not close, a link in the subject, a letter without its link. Empty where all is well. */
export function lintTemplate(kind: LetterKind, template: Template): Partial<Record<keyof Template, string>> {
  const faults: Partial<Record<keyof Template, string>> = {}
  for (const field of ['subject', 'heading', 'message'] as const) {
    const fault = faultIn(template[field], kind)
    if (fault) faults[field] = fault
    else if (field !== 'message') {
      if (namesIn(template[field]).some(isLink)) faults[field] = 'The link belongs in the message'
      // screens show the subject of a mail while they are locked
      if (namesIn(template[field]).includes('code')) faults[field] = 'The code belongs in the message'
    }
  }
  const missing = kind.needs.find((name) => !namesIn(template.message).includes(name))
  const [, glued] = /(?<!^|\s|\]\()\{\{[ \t]*(link|\w+Link)\b/m.exec(template.message) ?? []
  if (glued) faults.message ??= `Put a space before {{${glued}}}, or write it as a button`
  if (missing) faults.message ??= `This letter is of no use without {{${missing}}}: put it back`
  return faults
}

function faultIn(text: string, kind: LetterKind): string | undefined {
  const unknown = namesIn(text).find((name) => !Object.hasOwn(kind.placeholders, name))
  if (unknown) return `This letter has no {{${unknown}}}; the list beside the form says which there are`
  if (/\{\{|\}\}/.test(text.replace(placeholder, ''))) return 'A placeholder is not closed: write it as {{name}}'
  return undefined
}
