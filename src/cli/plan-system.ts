import type { Deps } from '../deps.ts'
import { systemForm } from '../organization/forms.ts'
import type { SystemSettings } from '../organization/settings.ts'
import { toFields, toSystem } from '../organization/system-values.ts'
import { updateSystem } from '../organization/update-system.ts'
import { commandLine } from './command.ts'
import { asForm, differences, noPlan, type Plan } from './section.ts'
import { systemSection } from './settings-document.ts'

/** What the section "system" of a settings file does. */
export function planSystem(deps: Deps, system: SystemSettings, section: Record<string, unknown>): Plan {
  const form = asForm(systemForm, { name: 'system', section, saved: toFields(system) })
  if (!form.ok) return noPlan(form.faults)
  const values = toSystem(form.data)
  return {
    faults: [],
    changes: differences('system', systemSection(system), systemSection({ ...system, ...values })),
    apply: () => updateSystem(deps, { values, by: commandLine.id, address: commandLine.address }),
  }
}
