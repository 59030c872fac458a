import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import type { SmtpSecrets } from '../organization/smtp-secrets.ts'
import { type Answer, type DatabaseCommand, type Given, refusal, UsageFault } from './command.ts'
import { faultsOf } from './faults.ts'
import { planOrganization } from './plan-organization.ts'
import { planSmtp } from './plan-smtp.ts'
import { planSystem } from './plan-system.ts'
import { planTemplates } from './plan-templates.ts'
import { lookUp } from './references.ts'
import { noPlan, type Plan } from './section.ts'
import { type SettingsFile, settingsForm } from './settings-forms.ts'
import { logoInUse, templatesInUse } from './settings-in-use.ts'

/** A settings file as it was read where the command was typed, with the secrets its references stand for. */
interface Wanted {
  file: SettingsFile | null
  secrets: SmtpSecrets
  faults: string[]
  dryRun: boolean
}

/** Makes the settings those of a file: all of them, or none where anything in it is wrong. */
export const settingsImport: DatabaseCommand<Wanted> = {
  says: 'makes the settings those of a file, all or nothing; --dry-run says what would change',
  usage: 'settings import <file> [--dry-run]',
  options: { 'dry-run': { type: 'boolean' } },
  words: [1, 1],
  read,
  act: bringIn,
}

function read({ words: [name = ''], values }: Given): Wanted {
  const dryRun = values['dry-run'] === true
  const parsed = settingsForm.safeParse(jsonIn(name))
  if (!parsed.success) return { file: null, secrets: {}, faults: faultsOf(parsed.error), dryRun }
  return { file: parsed.data, ...lookUp(parsed.data.smtp ?? {}), dryRun }
}

function jsonIn(name: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(name), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageFault(`${name} is not JSON: ${error.message}.`)
    throw new UsageFault(`${name} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** Every section is weighed before the first one is applied. */
async function bringIn(deps: Deps, wanted: Wanted): Promise<Answer> {
  const plans = wanted.file ? await plansFor(deps, wanted.file, wanted.secrets) : []
  // What is wrong with a reference comes before what follows from it.
  const paths = new Set(wanted.faults.map((fault) => fault.split(':')[0]))
  const found = plans.flatMap(({ faults }) => faults).filter((fault) => !paths.has(fault.split(':')[0]))
  const faults = [...wanted.faults, ...found]
  if (faults.length > 0) return refusal(`Nothing was changed.\n${inList(faults)}`)
  const changes = plans.flatMap((plan) => plan.changes)
  if (changes.length === 0) return { text: 'Nothing to change: the settings are those of the file.', code: 0 }
  if (wanted.dryRun) return { text: `Nothing was changed yet. This would be:\n${inList(changes)}`, code: 0 }
  for (const plan of plans) if (plan.changes.length > 0) await plan.apply()
  return { text: `Changed:\n${inList(changes)}`, code: 0 }
}

async function plansFor(deps: Deps, file: SettingsFile, secrets: SmtpSecrets): Promise<Plan[]> {
  const settings = await readSettings()
  const [savedLogo, own] = await Promise.all([logoInUse(settings), templatesInUse()])
  const { organization, templates, smtp, system } = file
  return [
    organization ? planOrganization(deps, { settings, savedLogo }, organization) : noPlan(),
    templates ? planTemplates(deps, own, templates) : noPlan(),
    smtp ? planSmtp(deps, settings.smtp, { section: smtp, secrets }) : noPlan(),
    system ? planSystem(deps, settings.system, system) : noPlan(),
  ]
}

function inList(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}
