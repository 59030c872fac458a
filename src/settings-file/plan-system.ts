import type { Deps } from '../deps.ts'
import { systemForm } from '../organization/forms.ts'
import type { SystemSettings } from '../organization/settings.ts'
import { toFields, toSystem } from '../organization/system-values.ts'
import { systemChange } from '../organization/update-system.ts'
import { systemSection } from './document.ts'
import { asForm, differences, noPlan, type Plan, type Planner } from './section.ts'

/** What the section "system" of a settings file does. */
export function planSystem(
  deps: Deps,
  { system, by }: { system: SystemSettings; by: Planner },
  section: Record<string, unknown>,
): Plan {
  const form = asForm(systemForm, { name: 'system', section, saved: toFields(system) })
  if (!form.ok) return noPlan(form.faults)
  const values = toSystem(form.data)
  return {
    faults: [],
    changes: differences('system', systemSection(system), systemSection({ ...system, ...values })),
    change: () => systemChange(deps, { values, by: by.id, address: by.address, note: by.note }, system),
  }
}
