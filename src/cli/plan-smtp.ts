import type { Deps } from '../deps.ts'
import type { SmtpSettings } from '../organization/settings.ts'
import { findSecrets, type SmtpAct } from '../organization/smtp-act.ts'
import { smtpForm } from '../organization/smtp-forms.ts'
import { wantedTexts } from '../organization/smtp-notes.ts'
import { openSecrets, type SmtpSecrets } from '../organization/smtp-secrets.ts'
import { toFields, toSecrets, toValues } from '../organization/smtp-values.ts'
import { updateSmtp } from '../organization/update-smtp.ts'
import { commandLine } from './command.ts'
import { faultAt } from './faults.ts'
import { asForm, differences, noPlan, type Plan } from './section.ts'
import { secretFields } from './settings-document.ts'

/** Fields of the form that are buttons and boxes of the page, not settings. */
const ofThePage = ['action', 'clear_password', 'clear_oauth', 'shown_fingerprint', 'test_recipient']
const unset = { host: '', user_name: '', from_name: '', from_email: '' }

/** What the section "smtp" of a settings file does, with the secrets its references stand for. The form of the console decides, also
 *  about which secrets may be kept. */
export function planSmtp(
  deps: Deps,
  saved: SmtpSettings | undefined,
  { section, secrets: typed }: { section: Record<string, unknown>; secrets: SmtpSecrets },
): Plan {
  const odd = Object.keys(section).filter((field) => ofThePage.includes(field))
  if (odd.length > 0) return noPlan(odd.map((field) => faultAt(['smtp', field], 'There is no such setting')))
  const form = asForm(smtpForm, {
    name: 'smtp',
    section: { ...section, ...typedFields(typed) },
    saved: { ...unset, ...toFields(saved), action: 'update' },
  })
  if (!form.ok) return noPlan(form.faults)
  const act = toAct(form.data)
  const { found, missing } = findSecrets(deps.config.secrets, act, { saved, draft: undefined })
  const wanted = Object.entries(wantedTexts({ secrets: deps.config.secrets, saved, missing }))
  if (wanted.length > 0) return noPlan(wanted.map(([field, text]) => faultAt(['smtp', field], text)))
  return {
    faults: [],
    changes: [
      ...differences('smtp', saved ? toFields(saved) : {}, toFields(act.values)),
      ...newSecrets(openSecrets(deps.config.secrets, saved), found),
    ],
    apply: () => updateSmtp(deps, act),
  }
}

/** Secrets without a value are the saved ones, which a form leaves empty. */
function typedFields(typed: SmtpSecrets): Record<string, string> {
  const names = Object.keys(secretFields) as (keyof SmtpSecrets)[]
  return Object.fromEntries(names.map((name) => [secretFields[name].field, typed[name] ?? '']))
}

function toAct(form: Parameters<typeof toValues>[0]): SmtpAct {
  const { id, address } = commandLine
  return { values: toValues(form), typed: toSecrets(form), sessionId: 'command-line', by: { id }, address }
}

function newSecrets(saved: SmtpSecrets, found: SmtpSecrets): string[] {
  const names = Object.keys(secretFields) as (keyof SmtpSecrets)[]
  const changed = names.filter((name) => found[name] !== undefined && found[name] !== saved[name])
  return changed.map((name) => `smtp.${secretFields[name].field}: ${saved[name] ? 'another one' : 'is set'}`)
}
