import type { Operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { letterActOperations } from './letter-act-operations.ts'
import { letterOperations } from './letter-operations.ts'
import { queueOperations } from './queue-operations.ts'

/** Mail by program; the queue comes before the letters, whose path would take its word for an id. */
export function mailOperations(deps: Deps): Operation[] {
  return [...queueOperations(deps), ...letterOperations(deps), ...letterActOperations(deps)]
}
