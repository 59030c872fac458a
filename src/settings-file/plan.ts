import type { Deps } from '../deps.ts'
import { changeSettings, type SettingsChange, together } from '../organization/change-settings.ts'
import type { Settings } from '../organization/settings.ts'
import type { SmtpSecrets } from '../organization/smtp-secrets.ts'
import { wordLetters } from '../organization/word-letters.ts'
import { type Fault, firstFaults } from './faults.ts'
import type { SettingsFile } from './forms.ts'
import { logoInUse, templatesInUse } from './in-use.ts'
import { planOrganization } from './plan-organization.ts'
import { planRecovery } from './plan-recovery.ts'
import { planSmtp } from './plan-smtp.ts'
import { planSystem } from './plan-system.ts'
import { planTemplates } from './plan-templates.ts'
import { noPlan, type Plan, type Planner } from './section.ts'

export type Imported =
  | { outcome: 'refused'; faults: Fault[] }
  | { outcome: 'unchanged' }
  | { outcome: 'would-change' | 'changed'; changes: string[] }

/** A settings file with the secrets its references stand for; `faults` are those of the references. */
export interface Import {
  file: Omit<SettingsFile, 'templates'> & { templates?: Record<string, object> | undefined }
  secrets: SmtpSecrets
  faults: Fault[]
  dryRun: boolean
  by: Planner
}

/** Makes the settings those of a file: all of them in one step, or none where anything in it is wrong. A dry run says what would
 *  change. */
export async function importSettings(deps: Deps, wanted: Import): Promise<Imported> {
  return changeSettings(deps, async (settings): Promise<{ outcome: Imported; change?: SettingsChange }> => {
    // Those of an import that was stopped are part of what there is.
    await wordLetters()
    const plans = await plansFor(deps, wanted, settings)
    const faults = firstFaults([...wanted.faults, ...plans.flatMap((plan) => plan.faults)])
    if (faults.length > 0) return { outcome: { outcome: 'refused', faults } }
    const changes = plans.flatMap((plan) => plan.changes)
    if (changes.length === 0) return { outcome: { outcome: 'unchanged' } }
    if (wanted.dryRun) return { outcome: { outcome: 'would-change', changes } }
    const changing = plans.filter((plan) => plan.changes.length > 0)
    const change = together(await Promise.all(changing.map((plan) => plan.change())))
    return { outcome: { outcome: 'changed', changes }, change }
  })
}

/** Every section is weighed before the first one is applied. */
async function plansFor(deps: Deps, { file, secrets, by }: Import, settings: Settings): Promise<Plan[]> {
  const [savedLogo, own] = await Promise.all([logoInUse(settings), templatesInUse()])
  const { organization, templates, smtp, system, recovery } = file
  return [
    organization ? planOrganization({ settings, savedLogo, by }, organization) : noPlan(),
    templates ? planTemplates(deps, { own, by }, templates) : noPlan(),
    smtp ? await planSmtp(deps, { saved: settings.smtp, section: smtp, secrets, by }) : noPlan(),
    system ? planSystem(deps, { system: settings.system, by }, system) : noPlan(),
    recovery ? planRecovery({ recovery: settings.recovery, by }, recovery) : noPlan(),
  ]
}
