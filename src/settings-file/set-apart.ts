import type { SmtpSecrets } from '../organization/smtp-secrets.ts'
import { secretFields } from './document.ts'

type Fields = Record<string, unknown>

/** The SMTP section without its secrets, and beside it those that `spelled` finds a value for. */
export function setSecretsApart(section: Fields, spelled: (given: unknown) => string | undefined) {
  const names = Object.entries(secretFields) as [keyof SmtpSecrets, { field: string }][]
  const rest: Fields = { ...section }
  const secrets: SmtpSecrets = {}
  for (const [name, { field }] of names) {
    secrets[name] = spelled(rest[field])
    delete rest[field]
  }
  return { section: rest, secrets }
}

/** A secret given as itself. */
export function asItself(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined
}

/** A secret of a settings document: `{"value": …}`, or undefined where the saved one is to be kept. */
export function inDocument(given: unknown): string | undefined {
  return typeof given === 'object' && given && 'value' in given ? String(given.value) : undefined
}
