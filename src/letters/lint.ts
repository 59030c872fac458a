import type { LetterKind } from './kinds.ts'
import { isButton, isLink, namesIn, piecesOf, placeholder } from './markup.ts'
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
  const glued = gluedIn(template.message)
  if (glued) faults.message ??= `Put a space before and after {{${glued}}}, or write it alone`
  if (missing) faults.message ??= `This letter is of no use without {{${missing}}}: put it back`
  return faults
}

/** A link or a code that mail programs would take for a part of another address, which would be told it. */
function gluedIn(message: string): string | undefined {
  const pieces = piecesOf(message).filter((piece) => !isButton(piece))
  const words = pieces.flatMap((piece) => piece.replace(placeholder, '{{$1}}').split(/\s+/))
  return words.flatMap((word) => namesIn(word).filter((name) => isGlued(name, word))).at(0)
}

function isGlued(name: string, word: string): boolean {
  const rest = word.replace(`{{${name}}}`, '')
  if (isLink(name)) return !word.startsWith(`{{${name}}}`)
  return name === 'code' && /[/\\@{]|\.(?=\S)/.test(rest)
}

function faultIn(text: string, kind: LetterKind): string | undefined {
  const unknown = namesIn(text).find((name) => !Object.hasOwn(kind.placeholders, name))
  if (unknown) return `This letter has no {{${unknown}}}; the list beside the form says which there are`
  if (/\{\{|\}\}/.test(text.replace(placeholder, ''))) return 'A placeholder is not closed: write it as {{name}}'
  return undefined
}
