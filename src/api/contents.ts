import type { Handler } from 'express'
import { keyOperations } from '../api-keys/operations.ts'
import { auditOperations } from '../audit/operations.ts'
import type { Deps } from '../deps.ts'
import { mailOperations } from '../mail/operations.ts'
import { configurationOperations } from '../organization/operations.ts'
import { healthOperations, overviewOperations } from '../overview/operations.ts'
import { resendOperations } from '../recovery-api/resend-routes.ts'
import { v2Operations, whileOpen } from '../recovery-api/v2-routes.ts'
import { v09Operations } from '../recovery-api/v09-routes.ts'
import { settingsOperations } from '../settings-file/operations.ts'
import { importOperations } from '../users/import-operations.ts'
import { userOperations } from '../users/operations.ts'
import { documentOperations } from './document.ts'
import type { Operation } from './operation.ts'

/** A part of the API: where it begins, how large bodies may be there, and what can be asked. */
export interface Section {
  title: string
  base: string
  bodyBytes: number
  /** The types that bodies may have besides JSON, which are read as text. */
  texts?: string[]
  /** What every call of this part passes before its body is read. */
  guard?: Handler
  operations: Operation[]
}

const small = 16 * 1024
/** Room for a file of five thousand people. */
const fileBytes = 2 * 1024 * 1024
/** Room for a logo of 200 kB in base64, and for the words of many letters. */
const configurationBytes = 1024 * 1024

/** The table of contents of the API: what is served, and what the OpenAPI document says. */
export function contents(deps: Deps): Section[] {
  return [
    {
      title: 'WSO2 recovery, version 0.9',
      base: '/identity/recovery/v0.9',
      bodyBytes: small,
      operations: v09Operations(deps),
    },
    {
      title: 'WSO2 user, version 1.0',
      base: '/identity/user/v1.0',
      bodyBytes: small,
      operations: resendOperations(deps),
    },
    {
      title: 'WSO2 recovery, version 2',
      base: '/users/v2/recovery/password',
      bodyBytes: small,
      guard: whileOpen,
      operations: v2Operations(deps),
    },
    {
      title: 'Configuration',
      base: '/v1/configuration',
      bodyBytes: configurationBytes,
      operations: configurationOperations(deps),
    },
    { title: 'Settings', base: '/v1/settings', bodyBytes: configurationBytes, operations: settingsOperations(deps) },
    { title: 'Overview', base: '/v1/overview', bodyBytes: small, operations: overviewOperations(deps) },
    { title: 'Health', base: '/v1/health', bodyBytes: small, operations: healthOperations(deps) },
    {
      title: 'Users: import',
      base: '/v1/users/import',
      bodyBytes: fileBytes,
      texts: ['text/csv'],
      operations: importOperations(deps),
    },
    { title: 'Users', base: '/v1/users', bodyBytes: small, operations: userOperations(deps) },
    { title: 'API keys', base: '/v1/keys', bodyBytes: small, operations: keyOperations(deps) },
    { title: 'Mail', base: '/v1/mail', bodyBytes: small, operations: mailOperations(deps) },
    { title: 'Audit', base: '/v1/audit', bodyBytes: small, operations: auditOperations(deps) },
    {
      title: 'About the API',
      base: '/openapi.json',
      bodyBytes: small,
      operations: documentOperations(deps, () => contents(deps)),
    },
  ]
}
