import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readVariable } from '../config.ts'
import type { SmtpSecrets } from '../organization/smtp-secrets.ts'
import { type Reference, secretFields } from '../settings-file/document.ts'
import { type Fault, faultAt, faultsOf } from '../settings-file/faults.ts'
import { referenceForm } from '../settings-file/forms.ts'

/** Looks up what the references of the SMTP section stand for, where the command was typed. What is to be kept is left out. */
export function lookUp(section: Record<string, unknown>): { secrets: SmtpSecrets; faults: Fault[] } {
  const secrets: SmtpSecrets = {}
  const faults: Fault[] = []
  for (const [name, { field }] of Object.entries(secretFields) as [keyof SmtpSecrets, { field: string }][]) {
    if (section[field] === undefined) continue
    const reference = referenceForm.safeParse(section[field])
    if (!reference.success) faults.push(...faultsOf(reference.error, 'smtp', field))
    else if (reference.data !== 'keep') {
      const found = behind(reference.data)
      if ('fault' in found) faults.push(faultAt(['smtp', field], found.fault))
      else secrets[name] = found.value
    }
  }
  return { secrets, faults }
}

function behind(reference: Exclude<Reference, 'keep'>): { value: string } | { fault: string } {
  if ('env' in reference) {
    const value = readVariable(reference.env)
    return value ? { value } : { fault: `The variable ${reference.env} is not set` }
  }
  try {
    // Editors end a file with a line break, which is no part of the secret.
    const value = readFileSync(resolve(reference.file), 'utf8').replace(/\r?\n$/, '')
    return value === '' ? { fault: `The file ${reference.file} is empty` } : { value }
  } catch (error) {
    return { fault: `The file ${reference.file} cannot be read (${(error as NodeJS.ErrnoException).code})` }
  }
}
