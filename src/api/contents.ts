import type { Handler } from 'express'
import type { Deps } from '../deps.ts'
import { resendOperations } from '../recovery-api/resend-routes.ts'
import { v2Operations, whileOpen } from '../recovery-api/v2-routes.ts'
import { v09Operations } from '../recovery-api/v09-routes.ts'
import type { Operation } from './operation.ts'

/** A part of the API: where it begins, how large bodies may be there, and what can be asked. */
export interface Section {
  title: string
  base: string
  bodyBytes: number
  /** What every call of this part passes before its body is read. */
  guard?: Handler
  operations: Operation[]
}

const small = 16 * 1024

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
  ]
}
