import type { Operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { chainOperations } from './chain-operations.ts'
import { entryOperations } from './entry-operations.ts'

/** The audit log by program; the check comes before the entries, whose path would take its word for a number. */
export function auditOperations(deps: Deps): Operation[] {
  return [...chainOperations(deps), ...entryOperations(deps)]
}
