import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { PersonEvent } from './model.ts'

/** The administrator who acts, and from where. */
export interface By {
  id: string
  username: string
  address: string
}

/** What an administrator did to a person, as their record carries it until it is told. `detail` says more, never a secret. */
export function actEvent(
  deps: Deps,
  act: { userId: string; by: By; action: string; detail?: string | undefined; id?: string; at?: Date },
): PersonEvent {
  const { userId, by, action, detail, id = randomUUID(), at = deps.clock.now() } = act
  const said = detail === undefined ? {} : { detail }
  const entry = { at, action, outcome: 'done' as const, actor: by.id, subject: userId }
  return { id, entry: { ...entry, address: by.address, ...said } }
}
