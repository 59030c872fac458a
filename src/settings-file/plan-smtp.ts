import type { Deps } from '../deps.ts'
import { Unavailable } from '../errors.ts'
import type { SmtpSettings } from '../organization/settings.ts'
import { findSecrets, type SmtpAct } from '../organization/smtp-act.ts'
import { findDraft } from '../organization/smtp-drafts.ts'
import { type SmtpForm, smtpForm } from '../organization/smtp-forms.ts'
import { pastCa, wantedTexts } from '../organization/smtp-notes.ts'
import { openSecrets, type SmtpSecrets } from '../organization/smtp-secrets.ts'
import { toFields, toSecrets, toValues } from '../organization/smtp-values.ts'
import { smtpChange } from '../organization/update-smtp.ts'
import { secretFields } from './document.ts'
import { type Fault, faultAt } from './faults.ts'
import { asForm, differences, noPlan, type Plan, type Planner } from './section.ts'

/** Fields of the form that are buttons and boxes of the page, not settings. */
export const ofThePage = ['action', 'clear_password', 'clear_oauth', 'shown_fingerprint', 'test_recipient'] as const
const unset = { host: '', user_name: '', from_name: '', from_email: '' }

/** A section “smtp” with the secrets its references stand for, and what it is laid over. */
export interface SmtpWish {
  saved: SmtpSettings | undefined
  section: Record<string, unknown>
  secrets: SmtpSecrets
  by: Planner
}

/** What the section "smtp" of a settings file does. The form of the console decides, also about which secrets may be kept. */
export async function planSmtp(deps: Deps, wish: SmtpWish): Promise<Plan> {
  const { secrets } = deps.config
  const { saved, by } = wish
  const act = readSmtp(deps, wish)
  if (Array.isArray(act)) return noPlan(act)
  const draft = await findDraft(by.sessionId, deps.clock.now())
  const { found, missing } = findSecrets(secrets, act, { saved, draft })
  if (missing.length > 0) return noPlan(wantedFaults(deps, saved, missing))
  return {
    faults: [],
    changes: [
      ...differences('smtp', saved ? toFields(saved) : {}, toFields(act.values)),
      ...newSecrets(openSecrets(secrets, saved), found),
    ],
    change: async () => {
      const { change } = await smtpChange(deps, act, saved)
      // What was tried lately may have ended in between.
      if (change) return change
      throw new Unavailable('The kept secrets have just ended. Send them again', 1)
    },
  }
}

/** The section as the form of the console understands it, or what is wrong with it. */
export function readSmtp(deps: Deps, { saved, section, secrets: typed, by }: SmtpWish): SmtpAct | Fault[] {
  const odd = Object.keys(section).filter((field) => ofThePage.some((button) => button === field))
  if (odd.length > 0) return odd.map((field) => faultAt(['smtp', field], 'There is no such setting'))
  const form = asForm(smtpForm, {
    name: 'smtp',
    section: { ...section, ...typedFields(typed) },
    saved: { ...unset, ...toFields(saved), action: 'update' },
  })
  if (!form.ok) return form.faults
  const late = Object.entries(pastCa(form.data, deps.clock.now()))
  return late.length > 0 ? late.map(([field, text]) => faultAt(['smtp', field], text)) : toAct(form.data, by)
}

/** Which secrets have to be given, and why. */
export function wantedFaults(
  { config: { secrets } }: Deps,
  saved: SmtpSettings | undefined,
  missing: (keyof SmtpSecrets)[],
): Fault[] {
  const wanted = Object.entries(wantedTexts({ secrets, saved, missing }))
  return wanted.map(([field, text]) => faultAt(['smtp', field], text))
}

/** Secrets without a value are the saved ones, which a form leaves empty. */
function typedFields(typed: SmtpSecrets): Record<string, string> {
  const names = Object.keys(secretFields) as (keyof SmtpSecrets)[]
  return Object.fromEntries(names.map((name) => [secretFields[name].field, typed[name] ?? '']))
}

function toAct(form: SmtpForm, { id, address, sessionId, note }: Planner): SmtpAct {
  return { values: toValues(form), typed: toSecrets(form), sessionId, by: { id }, address, note }
}

function newSecrets(saved: SmtpSecrets, found: SmtpSecrets): string[] {
  const names = Object.keys(secretFields) as (keyof SmtpSecrets)[]
  const changed = names.filter((name) => found[name] !== undefined && found[name] !== saved[name])
  return changed.map((name) => `smtp.${secretFields[name].field}: ${saved[name] ? 'another one' : 'is set'}`)
}
