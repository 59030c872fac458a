import type { Deps } from '../deps.ts'
import { isLanguage } from '../languages/names.ts'
import { letterKinds } from '../letters/kinds.ts'
import { lintTemplate } from '../letters/lint.ts'
import type { Template } from '../letters/shipped.ts'
import { templateForm } from '../organization/template-forms.ts'
import { restoreTemplate, updateTemplate } from '../organization/update-template.ts'
import { faultAt } from './faults.ts'
import { asForm, noPlan, type Plan, type Planner } from './section.ts'

/** What the section "templates" of a settings file does: the letters it words are worded so, all others as the product brings them. */
export function planTemplates(
  deps: Deps,
  { own, by }: { own: Record<string, Template>; by: Planner },
  section: Record<string, object>,
): Plan {
  const plans = Object.entries(section).map(([name, wording]) => planOne(deps, { name, wording, own: own[name], by }))
  const gone = Object.keys(own).filter((name) => !Object.hasOwn(section, name))
  return {
    faults: plans.flatMap(({ faults }) => faults),
    changes: [
      ...plans.flatMap(({ changes }) => changes),
      ...gone.map((name) => `templates.${name}: goes back to the words Latchkey brings`),
    ],
    apply: async () => {
      for (const plan of plans) if (plan.changes.length > 0) await plan.apply()
      for (const name of gone) await restoreTemplate(deps, whichOf(name, by))
    },
  }
}

function planOne(
  deps: Deps,
  { name, wording, own, by }: { name: string; wording: object; own: Template | undefined; by: Planner },
): Plan {
  const at = `templates.${name}`
  const wanted = whichOf(name, by)
  const { kind, language } = wanted
  const letter = Object.hasOwn(letterKinds, kind) ? letterKinds[kind] : undefined
  const isName = name === `${kind}/${language}`
  if (!letter || !isName || !isLanguage(language)) return noPlan([faultAt([at], 'There is no such letter')])
  const form = asForm(templateForm, { name: at, section: { ...wording }, saved: { action: 'save' } })
  if (!form.ok) return noPlan(form.faults)
  const { subject, heading, message } = form.data
  const template = { subject, heading, message }
  const faults = Object.entries(lintTemplate(letter, template)).map(([field, text]) => faultAt([at, field], text))
  if (faults.length > 0) return noPlan(faults)
  const isSame = own?.subject === subject && own.heading === heading && own.message === message
  return {
    faults: [],
    changes: isSame ? [] : [`${at}: is worded anew`],
    apply: () => updateTemplate(deps, wanted, template),
  }
}

function whichOf(name: string, { id, address, note }: Planner) {
  const [kind = '', language = ''] = name.split('/')
  return { kind, language, by: id, address, note }
}
