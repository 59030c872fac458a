import type { Operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { systemSection } from '../settings-file/document.ts'
import { logoInUse } from '../settings-file/in-use.ts'
import { planOrganization } from '../settings-file/plan-organization.ts'
import { planRecovery } from '../settings-file/plan-recovery.ts'
import { planSystem } from '../settings-file/plan-system.ts'
import { organizationJson, recoveryJson, systemFacts, systemJson } from './api-forms.ts'
import { organizationExamples, recoveryExamples, systemExamples } from './examples.ts'
import { toValues as recoveryValues } from './recovery-values.ts'
import { tabOperations } from './section-operations.ts'
import { readSettings } from './settings.ts'
import { smtpOperations } from './smtp-operations.ts'
import { resetStatus } from './status.ts'
import { templateOperations } from './template-operations.ts'

/** Configuration › Organization Configuration by program, with its tabs. The forms of the console hold the rules. */
export function configurationOperations(deps: Deps): Operation[] {
  return [
    ...smtpOperations(deps),
    ...tabOperations(deps, {
      name: 'system',
      path: '/system',
      title: 'the system configuration',
      changedWith: 'settings:write',
      json: systemJson,
      facts: systemFacts,
      read: async () => {
        const settings = await readSettings()
        return { ...systemSection(settings.system), status: await resetStatus(deps, settings) }
      },
      plan: (section, { settings: { system }, by }) => planSystem(deps, { system, by }, section),
      examples: systemExamples,
    }),
    ...tabOperations(deps, {
      name: 'recovery',
      path: '/recovery',
      title: 'the account recovery',
      changedWith: 'settings:write',
      json: recoveryJson,
      facts: {},
      read: async () => recoveryValues((await readSettings()).recovery),
      plan: (section, { settings: { recovery }, by }) => planRecovery({ recovery, by }, section),
      examples: recoveryExamples,
    }),
    ...tabOperations(deps, {
      name: 'organization',
      path: '/organization',
      title: 'the organization details',
      changedWith: 'settings:write',
      about:
        'The colour is refused where white words cannot be read on it. The logo stays as it is where it is left out.',
      json: organizationJson,
      facts: {},
      read: readOrganization,
      plan: async (section, { settings, by }) =>
        planOrganization({ settings, savedLogo: await logoInUse(settings), by }, section),
      examples: organizationExamples,
    }),
    ...templateOperations(deps),
  ]
}

async function readOrganization() {
  const settings = await readSettings()
  const { organizationName: name, supportContact, brandColor } = settings
  return { name, support_contact: supportContact, brand_color: brandColor, logo: await logoInUse(settings) }
}
