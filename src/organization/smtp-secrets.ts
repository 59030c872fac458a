import { createHash, createHmac } from 'node:crypto'
import { deriveKey } from '../security/keys.ts'
import { open, seal } from '../security/secret-box.ts'
import type { Authentication, SmtpSettings } from './settings.ts'

/** What the SMTP form holds that nobody may read. */
export interface SmtpSecrets {
  password?: string | undefined
  clientSecret?: string | undefined
  refreshToken?: string | undefined
}

/** The same in sealed boxes, as settings and drafts keep it. */
export type SealedSecrets = Pick<SmtpSettings, 'sealedPassword' | 'sealedClientSecret' | 'sealedRefreshToken'>

/** The values of the SMTP form that say where secrets are sent and as whom. */
export type Endpoint = Pick<
  SmtpSettings,
  'host' | 'port' | 'protection' | 'userName' | 'authentication' | 'tokenEndpoint' | 'clientId'
>

/** The secrets each way to authenticate needs. */
export const neededFor: Record<Authentication, (keyof SmtpSecrets)[]> = {
  none: [],
  password: ['password'],
  'client-credentials': ['clientSecret'],
  'refresh-token': ['clientSecret', 'refreshToken'],
}

const places = {
  password: 'smtp-password',
  clientSecret: 'smtp-client-secret',
  refreshToken: 'smtp-refresh-token',
} as const

/** Names an endpoint, so that a kept secret goes to no other one. Source: Keycloak GHSA-c25h-c27q-5qpv, where it did. */
export function endpointOf(endpoint: Endpoint): string {
  const { host, port, protection, userName, authentication, tokenEndpoint, clientId } = endpoint
  const byToken = neededFor[authentication].includes('clientSecret')
  return createHash('sha256')
    .update(JSON.stringify([host, port, protection, userName, ...(byToken ? [tokenEndpoint, clientId] : [])]))
    .digest('hex')
}

/** Seals secrets, each for the one place it is kept in. */
export function sealSecrets(
  secrets: readonly string[],
  { password, clientSecret, refreshToken }: SmtpSecrets,
): SealedSecrets {
  const box = (place: keyof SmtpSecrets, text: string | undefined) =>
    text === undefined ? undefined : seal(secrets, places[place], text)
  return {
    sealedPassword: box('password', password),
    sealedClientSecret: box('clientSecret', clientSecret),
    sealedRefreshToken: box('refreshToken', refreshToken),
  }
}

/** Opens sealed secrets; one is absent where it was never kept, or the secrets it was sealed under are gone. */
export function openSecrets(secrets: readonly string[], sealed: SealedSecrets | undefined): SmtpSecrets {
  const unbox = (place: keyof SmtpSecrets, box: string | null | undefined) =>
    box ? open(secrets, places[place], box) : undefined
  return {
    password: unbox('password', sealed?.sealedPassword),
    clientSecret: unbox('clientSecret', sealed?.sealedClientSecret),
    refreshToken: unbox('refreshToken', sealed?.sealedRefreshToken),
  }
}

/** Names exact values, secrets included, so that "tested" can be said of these and no others. Nothing can be read back. */
export function fingerprint(secrets: readonly string[], values: object, { password, ...others }: SmtpSecrets): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([sorted, password ?? null, others.clientSecret ?? null, others.refreshToken ?? null])
  return createHmac('sha256', deriveKey(secrets[0] ?? '', 'fingerprint'))
    .update(text)
    .digest('hex')
}
