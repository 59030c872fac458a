import { recoveryForm } from '../organization/recovery-forms.ts'
import { toFields, toRecovery, toValues } from '../organization/recovery-values.ts'
import type { RecoverySettings } from '../organization/settings.ts'
import { recoveryChange } from '../organization/update-recovery.ts'
import { asForm, differences, noPlan, type Plan, type Planner } from './section.ts'

/** What the section "recovery" of a settings file does. */
export function planRecovery(
  { recovery, by }: { recovery: RecoverySettings; by: Planner },
  section: Record<string, unknown>,
): Plan {
  const form = asForm(recoveryForm, { name: 'recovery', section, saved: toFields(recovery) })
  if (!form.ok) return noPlan(form.faults)
  const values = toRecovery(form.data)
  return {
    faults: [],
    changes: differences('recovery', toValues(recovery), toValues(values)),
    change: () => recoveryChange({ values, by: by.id, address: by.address, note: by.note }, recovery),
  }
}
