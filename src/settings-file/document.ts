import type { Template } from '../letters/shipped.ts'
import { systemForm } from '../organization/forms.ts'
import { toValues as recoveryValues } from '../organization/recovery-values.ts'
import type { Settings } from '../organization/settings.ts'
import { neededFor } from '../organization/smtp-secrets.ts'
import { toFields as smtpFields } from '../organization/smtp-values.ts'
import { toFields as systemFields } from '../organization/system-values.ts'

/** Where the value of a secret is: in a variable of the environment, in a file, or in the settings already. */
export type Reference = 'keep' | { env: string } | { file: string }

/** A value of a section, as JSON has it. */
export type Value = string | number | boolean | null | Reference

export type Section = Record<string, Value>

/** What an administrator may change, as a file: the fields of the console's forms by their names, secrets by reference. A section that
 *  is left out stays as it is. */
export interface SettingsDocument {
  latchkey: 'settings'
  format: 1
  organization?: Section | undefined
  smtp?: Section | undefined
  system?: Section | undefined
  recovery?: Section | undefined
  templates?: Record<string, Template> | undefined
}

/** The fields of the SMTP form that are secrets, with the variables an export names for them. */
export const secretFields = {
  password: { field: 'password', variable: 'SMTP_PASSWORD' },
  clientSecret: { field: 'client_secret', variable: 'SMTP_CLIENT_SECRET' },
  refreshToken: { field: 'refresh_token', variable: 'SMTP_REFRESH_TOKEN' },
} as const

/** The settings as a document. Secrets are named, never said: "keep", or the variables that have to be set for an import. */
export function toDocument(
  settings: Settings,
  also: { templates: Record<string, Template>; logo: string | null; secretsFrom: 'keep' | 'env' },
): SettingsDocument {
  const { organizationName: name, supportContact, brandColor } = settings
  return {
    latchkey: 'settings',
    format: 1,
    organization: { name, support_contact: supportContact, brand_color: brandColor, logo: also.logo },
    ...(settings.smtp && { smtp: smtpSection(settings.smtp, also.secretsFrom) }),
    system: systemSection(settings.system),
    recovery: recoveryValues(settings.recovery),
    templates: also.templates,
  }
}

function smtpSection(smtp: NonNullable<Settings['smtp']>, secretsFrom: 'keep' | 'env'): Section {
  const references = neededFor[smtp.authentication].map((name) => {
    const { field, variable } = secretFields[name]
    return [field, secretsFrom === 'keep' ? 'keep' : { env: variable }]
  })
  return { ...smtpFields(smtp), port: smtp.port, ...Object.fromEntries(references) }
}

/** The switches of the System Configuration tab as a section. */
export function systemSection(system: Settings['system']): Section {
  const fields = systemFields(system)
  return Object.fromEntries(Object.keys(systemForm.shape).map((field) => [field, toValue(fields[field])]))
}

/** Boxes that are not ticked have no field, numbers are digits. */
function toValue(text: string | undefined): Value {
  if (text === undefined) return false
  return text === 'on' ? true : Number(text)
}
