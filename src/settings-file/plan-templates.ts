import type { Deps } from '../deps.ts'
import { isLanguage } from '../languages/names.ts'
import { letterKinds } from '../letters/kinds.ts'
import { lintTemplate } from '../letters/lint.ts'
import type { Template } from '../letters/shipped.ts'
import { templateForm } from '../organization/template-forms.ts'
import { templateEntry } from '../organization/update-template.ts'
import { wordLetters } from '../organization/word-letters.ts'
import { type Fault, faultAt } from './faults.ts'
import { asForm, type Plan, type Planner } from './section.ts'

/** A letter and the words it gets; null stands for those the product brings. */
interface Letter {
  name: string
  wording: Template | null
}

/** What the section "templates" of a settings file does: the letters it words are worded so, all others as the product brings them. They
 *  are kept beside the settings, so the one write of the settings says which are still to be worded. */
export function planTemplates(
  deps: Deps,
  { own, by }: { own: Record<string, Template>; by: Planner },
  section: Record<string, object>,
): Plan {
  const read = Object.entries(section).map(([name, wording]) => readLetter(name, wording))
  const worded = read.flatMap((one) => ('wording' in one && !isSame(one.wording, own[one.name]) ? [one] : []))
  const gone = Object.keys(own).filter((name) => !Object.hasOwn(section, name))
  const letters: Letter[] = [...worded, ...gone.map((name) => ({ name, wording: null }))]
  return {
    faults: read.flatMap((one) => ('faults' in one ? one.faults : [])),
    changes: [
      ...worded.map(({ name }) => `templates.${name}: is worded anew`),
      ...gone.map((name) => `templates.${name}: goes back to the words Latchkey brings`),
    ],
    change: () => ({
      entries: letters.map(({ name, wording }) =>
        templateEntry(whichOf(name, by), wording ? 'template.changed' : 'template.restored'),
      ),
      sections: { lettersToWord: { since: deps.clock.now(), letters } },
      follow: wordLetters,
    }),
  }
}

function readLetter(name: string, wording: object): { name: string; wording: Template } | { faults: Fault[] } {
  const at = `templates.${name}`
  const [kind = '', language = ''] = name.split('/')
  const letter = Object.hasOwn(letterKinds, kind) ? letterKinds[kind] : undefined
  const isName = name === `${kind}/${language}`
  if (!letter || !isName || !isLanguage(language)) return { faults: [faultAt([at], 'There is no such letter')] }
  const form = asForm(templateForm, { name: at, section: { ...wording }, saved: { action: 'save' } })
  if (!form.ok) return { faults: form.faults }
  const { subject, heading, message } = form.data
  const template = { subject, heading, message }
  const faults = Object.entries(lintTemplate(letter, template)).map(([field, text]) => faultAt([at, field], text))
  return faults.length > 0 ? { faults } : { name, wording: template }
}

function isSame({ subject, heading, message }: Template, own: Template | undefined): boolean {
  return own?.subject === subject && own.heading === heading && own.message === message
}

function whichOf(name: string, { id, address, note }: Planner) {
  const [kind = '', language = ''] = name.split('/')
  return { kind, language, by: id, address, note }
}
