import { randomUUID } from 'node:crypto'
import { namingKey } from '../api-keys/key-in-use.ts'
import type { Deps } from '../deps.ts'
import type { PersonEvent } from './model.ts'

/** The administrator who acts, and from where. */
export interface By {
  id: string
  username: string
  address: string
  /** Whether a key acts, which reaches no administrator: also nobody who became one this moment. */
  byKey?: boolean | undefined
  /** By which way, where it is not the console; the audit entry says so. */
  via?: string | undefined
}

/** What an administrator did to a person, as their record carries it until it is told. `detail` says more, never a secret. */
export function actEvent(
  deps: Deps,
  act: { userId: string; by: By; action: string; detail?: string | undefined; id?: string; at?: Date },
): PersonEvent {
  const { userId, by, action, detail, id = randomUUID(), at = deps.clock.now() } = act
  const said = detailOf(by, detail)
  const entry = { at, action, outcome: 'done' as const, actor: by.id, subject: userId }
  return { id, entry: { ...entry, address: by.address, ...said } }
}

/** What an audit entry adds to its action: the detail, and by which way it was done. */
export function detailOf(by: By, detail?: string): { detail?: string } {
  const parts = [detail, by.via].filter((part) => part !== undefined)
  const said = namingKey(parts.join(', '))
  return said ? { detail: said } : {}
}
