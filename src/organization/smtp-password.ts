import { createHash, createHmac } from 'node:crypto'
import { deriveKey } from '../security/keys.ts'
import { open, seal } from '../security/secret-box.ts'
import type { SmtpSettings } from './settings.ts'
import type { SmtpDraft } from './smtp-drafts.ts'

/** The values of the SMTP form that say where the password is sent and as whom. */
export type Endpoint = Pick<SmtpSettings, 'host' | 'port' | 'protection' | 'userName'>

const place = 'smtp-password'

/** Names an endpoint, so that a kept password goes to no other one. Source: Keycloak GHSA-c25h-c27q-5qpv, where it did. */
export function endpointOf({ host, port, protection, userName }: Endpoint): string {
  return createHash('sha256')
    .update(JSON.stringify([host, port, protection, userName]))
    .digest('hex')
}

/** The password to use: the one typed; else the one kept for exactly this endpoint, tried lately or saved; undefined for none. */
export function passwordFor(
  secrets: readonly string[],
  form: { endpoint: Endpoint; typed: string },
  kept: { saved: SmtpSettings | undefined; draft: SmtpDraft | undefined },
): string | undefined {
  if (form.typed !== '') return form.typed
  const endpoint = endpointOf(form.endpoint)
  const boxes = [
    kept.draft?.endpoint === endpoint ? kept.draft.sealedPassword : undefined,
    kept.saved && endpointOf(kept.saved) === endpoint ? kept.saved.sealedPassword : undefined,
  ]
  return boxes.map((box) => box && openPassword(secrets, box)).find((password) => password !== undefined)
}

/** Seals the SMTP password for the one place it is kept in. */
export function sealPassword(secrets: readonly string[], password: string): string {
  return seal(secrets, place, password)
}

/** Opens the sealed SMTP password; undefined where the secrets it was sealed under are gone. */
export function openPassword(secrets: readonly string[], sealed: string): string | undefined {
  return open(secrets, place, sealed)
}

/** Names exact values, password included, so that "tested" can be said of these and no others. Nothing can be read back. */
export function fingerprint(secrets: readonly string[], values: object, password: string | undefined): string {
  const text = JSON.stringify([Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)), password ?? null])
  return createHmac('sha256', deriveKey(secrets[0] ?? '', 'fingerprint'))
    .update(text)
    .digest('hex')
}
