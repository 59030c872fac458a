import type { Operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { actOperations } from './act-operations.ts'
import { exportOperations } from './export-operations.ts'
import { forceResetOperations } from './force-reset-operations.ts'
import { listOperations } from './list-operations.ts'
import { profileOperations } from './profile-operations.ts'
import { roleOperations } from './role-operations.ts'
import { sessionOperations } from './session-operations.ts'

/** Users by program: everything that the console can do about them, but the import, which takes longer bodies. */
export function userOperations(deps: Deps): Operation[] {
  return [
    ...listOperations(deps),
    ...exportOperations(deps),
    ...profileOperations(deps),
    ...actOperations(deps),
    ...forceResetOperations(deps),
    ...roleOperations(deps),
    ...sessionOperations(deps),
  ]
}
